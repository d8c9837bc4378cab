import { millis } from "@shared/format/time";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Choice } from "@shared/ui/Field";
import { ProblemBox } from "@shared/ui/states";
import { useAction } from "../state/queries";
import { SecretField } from "./SecretField";
import { Columns, Group, SettingChoice, SettingText, useSetting } from "./setting";

const PROVIDERS = { openai: "https://api.openai.com/v1", ollama: "http://localhost:11434/v1", llamacpp: "http://localhost:8080/v1" } as const;

export function LlmSection() {
  const t = useText();
  const locale = useLocale();
  const baseUrl = useSetting("llm.base_url");
  const provider = (Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[]).find((name) => PROVIDERS[name] === baseUrl.value) ?? "other";
  const test = useAction((backend, _: null) => backend.testLlm());
  return (
    <Group id="llm" title={t.settings.sections.llm}>
      <Columns>
        <SettingChoice name="llm.mode" label={t.settings.llmMode}>
          <option value="off">{t.settings.llmOff}</option>
          <option value="auto">{t.settings.llmAuto}</option>
        </SettingChoice>
        <Choice
          label={t.settings.provider}
          value={provider}
          onChange={(event) => {
            const chosen = event.target.value;
            if (chosen === "other") document.querySelector<HTMLInputElement>("[data-setting='llm.base_url']")?.focus();
            else if (chosen in PROVIDERS) baseUrl.set(PROVIDERS[chosen as keyof typeof PROVIDERS]);
          }}
        >
          {(Object.keys(t.settings.providers) as (keyof typeof t.settings.providers)[]).map((name) => (
            <option key={name} value={name}>{t.settings.providers[name]}</option>
          ))}
        </Choice>
        <SettingText name="llm.base_url" label={t.settings.baseUrl} inputMode="url" />
        <SettingText name="llm.model" label={t.settings.model} />
        <SettingText name="llm.turn_limit_usd" label={t.settings.turnLimit} inputMode="decimal" />
        <SettingText name="llm.day_limit_usd" label={t.settings.dayLimit} inputMode="decimal" />
        <SecretField name="llm" />
        <SecretField name="openai" />
        <SecretField name="elevenlabs" />
      </Columns>
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={test.busy} onClick={() => test.run(null)}>{t.settings.testLlm}</Button>
        <span role="status">{test.result && !test.problem && t.settings.llmTested(test.result.model, millis(test.result.millis, locale))}</span>
      </div>
      {test.problem && <ProblemBox problem={test.problem} onRetry={test.retry} />}
    </Group>
  );
}
