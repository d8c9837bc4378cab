import { useEffect } from "react";
import { useText } from "@shared/text";
import { Loaded } from "@shared/ui/states";
import { PageTitle } from "../frame/PageTitle";
import { useSettings, useStatus } from "../state/queries";
import { useRoute } from "../state/route";
import { AccountSection } from "../account/AccountSection";
import { DiagnosticsSection } from "./DiagnosticsSection";
import { HotkeySection } from "./HotkeySection";
import { LlmSection } from "./LlmSection";
import { MarketSection } from "./MarketSection";
import { ModelsSection } from "./ModelsSection";
import { NotifySection } from "./NotifySection";
import { PrivacySection } from "./PrivacySection";
import { SoundSection } from "./SoundSection";
import { SystemSection } from "./SystemSection";
import { VoiceSection } from "./VoiceSection";

const SECTIONS = {
  sound: SoundSection,
  hotkey: HotkeySection,
  voice: VoiceSection,
  recognition: ModelsSection,
  llm: LlmSection,
  market: MarketSection,
  account: AccountSection,
  privacy: PrivacySection,
  notify: NotifySection,
  system: SystemSection,
  diagnostics: DiagnosticsSection,
} as const;
type Name = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as Name[];

export function SettingsPage() {
  const t = useText();
  const { id, go } = useRoute();
  const settings = useSettings();
  const status = useStatus();
  const ready = settings.data !== undefined;
  useEffect(() => {
    if (!ready || id === null) return;
    document.getElementById(`section-${id}`)?.scrollIntoView();
    document.getElementById(`heading-${id}`)?.focus({ preventScroll: true });
  }, [id, ready]);
  return (
    <div className="mx-auto max-w-[62rem] px-6 py-8 lg:px-10">
      <PageTitle title={t.settings.title}>{status.data && <span className="text-soft">{t.settings.version(status.data.version)}</span>}</PageTitle>
      <div className="grid items-start gap-8 lg:grid-cols-[11rem_1fr]">
        <nav aria-label={t.settings.title} className="top-8 lg:sticky">
          <ul className="flex flex-wrap gap-x-1 gap-y-0.5 lg:flex-col">
            {NAMES.map((name) => (
              <li key={name}>
                <a
                  href={`#/settings/${name}`}
                  aria-current={id === name ? "true" : undefined}
                  onClick={(event) => {
                    event.preventDefault();
                    go("settings", name);
                  }}
                  className={`block rounded-lg px-2.5 py-1 ${id === name ? "bg-accent-wash font-semibold" : "text-soft hover:text-ink"}`}
                >
                  {t.settings.sections[name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Loaded query={settings}>
          {() => (
            <div className="min-w-0 pb-[20vh]">
              {NAMES.map((name) => {
                const Section = SECTIONS[name];
                return <Section key={name} />;
              })}
            </div>
          )}
        </Loaded>
      </div>
    </div>
  );
}
