import type { Model } from "@shared/backend/wire";
import { bytes } from "@shared/format/time";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Loaded, ProblemBox } from "@shared/ui/states";
import { useLive } from "../state/live";
import { useAction, useModels } from "../state/queries";
import { Group, SettingChoice, SettingSwitch, useSetting } from "./setting";

// recognition in the cloud, for whoever is signed in
const HOSTED = "alfa";

export function ModelsSection() {
  const t = useText();
  const models = useModels();
  const { value } = useSetting("recognizer");
  const usable = (models.data ?? []).filter((model) => model.kind === "recognition" && model.state === "ready");
  const choices = [...new Set([value, ...usable.map((model) => model.id.replace(/^whisper-/, "whisper:")), HOSTED])];
  return (
    <Group id="recognition" title={t.settings.sections.recognition}>
      <div className="sm:w-1/2">
        <SettingChoice name="recognizer" label={t.settings.recognizer}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>{choice === HOSTED ? t.settings.recognizerHosted : choice}</option>
          ))}
        </SettingChoice>
      </div>
      <SettingSwitch name="hosted_turns" label={t.settings.hostedTurns} hint={t.settings.hostedTurnsHint} />
      <Loaded query={models}>
        {(list) => (
          <>
            <ModelList title={t.settings.recognitionModels} models={list.filter((model) => model.kind === "recognition")} />
            <ModelList title={t.settings.synthesisModels} models={list.filter((model) => model.kind === "synthesis")} />
          </>
        )}
      </Loaded>
    </Group>
  );
}

function ModelList({ title, models }: { title: string; models: Model[] }) {
  return (
    <div>
      <h3 className="mb-1.5 font-sans text-[0.95rem] font-semibold">{title}</h3>
      <ul className="card divide-y divide-line">
        {models.map((model) => (
          <li key={model.id} className="px-4 py-3" data-model={model.id}>
            <ModelRow model={model} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A model, how much of it is here, and what can be done. */
export function ModelRow({ model: asked }: { model: Model }) {
  const t = useText();
  const locale = useLocale();
  const download = useLive((state) => state.downloads[asked.id]);
  // The stream is ahead of the list while a download runs; otherwise the list is right.
  const running = asked.state === "downloading" || download?.state === "downloading";
  const model = running ? { ...asked, ...download } : asked;
  const start = useAction((backend, id: string) => backend.downloadModel(id));
  const pause = useAction((backend, id: string) => backend.pauseModel(id));
  const remove = useAction((backend, id: string) => backend.removeModel(id));
  const act = (label: string, action: typeof start) => (
    <Button small aria-label={t.settings.modelAction(label, model.name)} disabled={action.busy} onClick={() => action.run(model.id)}>{label}</Button>
  );
  const partly = model.state !== "ready" && model.done_bytes > 0;
  const failed = start.problem ?? pause.problem ?? remove.problem ?? model.problem;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-medium">
            {model.name}
            {model.in_use && model.state === "ready" && <span className="ml-2 rounded-full bg-accent-wash px-2 py-0.5 text-[0.78rem] font-semibold">{t.settings.inUse}</span>}
          </p>
          <p className="text-[0.87rem] text-soft">
            {`${t.settings.modelStates[model.state]} · ${partly ? t.settings.progress(bytes(model.done_bytes, locale), bytes(model.bytes, locale)) : bytes(model.bytes, locale)} · ${t.settings.licence(model.licence)}`}
          </p>
        </div>
        <div className="flex gap-2">
          {model.state === "missing" && act(t.settings.download, start)}
          {(model.state === "paused" || model.state === "failed") && act(t.settings.resume, start)}
          {model.state === "downloading" && act(t.settings.pause, pause)}
          {(model.state === "ready" || model.state === "paused" || model.state === "failed") && act(t.settings.removeModel, remove)}
        </div>
      </div>
      {partly && <progress className="progress mt-2" aria-label={model.name} max={model.bytes} value={model.done_bytes} />}
      {failed && <div className="mt-2"><ProblemBox problem={failed} /></div>}
    </>
  );
}
