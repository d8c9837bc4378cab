import { useEffect, useState } from "react";
import type { Device } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useBackend } from "../state/backend";
import { useLive } from "../state/live";
import { useAction, useDevices } from "../state/queries";
import { levelShare } from "../studio/level";
import { Columns, Group, SettingChoice } from "./setting";

export function SoundSection() {
  const t = useText();
  const devices = useDevices();
  const announce = useAnnouncer((state) => state.announce);
  const speaker = useAction((backend, _: null) => backend.testSpeaker(), () => announce(t.settings.speakerTested));
  const options = (list: readonly Device[] | undefined) => (
    <>
      <option value="">{t.settings.systemDefault}</option>
      {(list ?? []).map((device) => (
        <option key={device.name} value={device.name}>{device.is_default ? t.settings.defaultMark(device.description) : device.description}</option>
      ))}
    </>
  );
  return (
    <Group id="sound" title={t.settings.sections.sound}>
      <Columns>
        <div className="flex flex-col gap-3">
          <SettingChoice name="microphone" label={t.settings.microphone}>{options(devices.data?.microphones)}</SettingChoice>
          <MicrophoneTest />
        </div>
        <div className="flex flex-col gap-3">
          <SettingChoice name="speaker" label={t.settings.speaker}>{options(devices.data?.speakers)}</SettingChoice>
          <Button small className="self-start" icon="play" disabled={speaker.busy} onClick={() => speaker.run(null)}>{t.settings.testSpeaker}</Button>
          {speaker.problem && <ProblemBox problem={speaker.problem} onRetry={speaker.retry} />}
        </div>
      </Columns>
    </Group>
  );
}

/** How loud the microphone is, while it is tested. */
export function LevelMeter() {
  const t = useText();
  const level = useLive((state) => state.testLevel);
  const share = levelShare(level);
  return (
    <div role="meter" aria-label={t.settings.level} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} className="h-3 overflow-hidden rounded-full border border-line-strong bg-sunken">
      <div className="h-full bg-accent transition-[width] duration-75" style={{ width: `${(share * 100).toFixed(0)}%` }} />
    </div>
  );
}

/** Starts and stops the microphone test; leaving the page stops it too. */
export function MicrophoneTest({ auto = false }: { auto?: boolean }) {
  const t = useText();
  const backend = useBackend();
  const [on, setOn] = useState(auto);
  const start = useAction((below, _: null) => below.startMicrophoneTest());
  const { run } = start;
  useEffect(() => {
    if (!on) return undefined;
    run(null);
    return () => void backend.stopMicrophoneTest().catch(() => undefined);
  }, [on, run, backend]);
  return (
    <div className="flex flex-col gap-2">
      {on && <LevelMeter />}
      <Button small className="self-start" icon={on ? "stop" : "studio"} onClick={() => setOn(!on)}>{on ? t.settings.stopTest : t.settings.testMicrophone}</Button>
      {start.problem && <ProblemBox problem={start.problem} onRetry={start.retry} />}
    </div>
  );
}
