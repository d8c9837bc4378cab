import { useText } from "@shared/text";
import { Columns, Group, SettingChoice, SettingSwitch } from "./setting";

export function SystemSection() {
  const t = useText();
  return (
    <Group id="system" title={t.settings.sections.system}>
      <Columns>
        <SettingChoice name="theme" label={t.settings.theme}>
          <option value="system">{t.settings.themes.system}</option>
          <option value="light">{t.settings.themes.light}</option>
          <option value="dark">{t.settings.themes.dark}</option>
        </SettingChoice>
        <SettingChoice name="language" label={t.settings.language}>
          <option value="pt-BR">{t.settings.languages["pt-BR"]}</option>
          <option value="en">{t.settings.languages.en}</option>
        </SettingChoice>
      </Columns>
      <SettingSwitch name="autostart" label={t.settings.autostart} />
      <SettingSwitch name="start_hidden" label={t.settings.startHidden} />
    </Group>
  );
}
