import { localise } from "@shared/format/decimal";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useVoices } from "../state/queries";
import { Columns, Group, SettingChoice, SettingSwitch, useSetting } from "./setting";

const SPEEDS = ["0.5", "0.75", "0.9", "1.0", "1.1", "1.25", "1.5", "1.75", "2"] as const;

export function VoiceSection() {
  const t = useText();
  const locale = useLocale();
  const voices = useVoices();
  const { value } = useSetting("voice");
  const speed = useSetting("speed").value;
  const hear = useAction((backend, _: null) => backend.testSpeaker());
  const list = voices.data ?? [];
  // A speed set by voice ("mais devagar") or in the file may be none of the usual ones.
  const speeds = SPEEDS.some((each) => Number(each) === Number(speed)) ? SPEEDS.map((each) => (Number(each) === Number(speed) ? speed : each)) : [...SPEEDS, speed];
  return (
    <Group id="voice" title={t.settings.sections.voice}>
      <Columns>
        <SettingChoice name="voice" label={t.settings.voice}>
          {!list.some((voice) => voice.id === value) && <option value={value}>{value}</option>}
          {list.map((voice) => (
            <option key={voice.id} value={voice.id}>
              {`${voice.name} · ${voice.engine}, ${voice.local ? t.settings.voiceLocal : t.settings.voiceRemote}${voice.needs_key ? `, ${t.settings.voiceNeedsKey}` : ""}`}
            </option>
          ))}
        </SettingChoice>
        <SettingChoice name="speed" label={t.settings.speed}>
          {speeds.map((each) => (
            <option key={each} value={each}>{`${localise(each, locale)}×`}</option>
          ))}
        </SettingChoice>
      </Columns>
      <Button small className="self-start" icon="play" disabled={hear.busy} onClick={() => hear.run(null)}>{t.settings.hearVoice}</Button>
      {hear.problem && <ProblemBox problem={hear.problem} onRetry={hear.retry} />}
      <SettingSwitch name="speak_alerts" label={t.settings.speakAlerts} />
    </Group>
  );
}
