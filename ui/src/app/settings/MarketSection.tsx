import { useText } from "@shared/text";
import { SecretField } from "./SecretField";
import { Columns, Group, SettingChoice, SettingText, useSetting } from "./setting";

export function MarketSection() {
  const t = useText();
  const { value } = useSetting("market");
  return (
    <Group id="market" title={t.settings.sections.market}>
      <Columns>
        <SettingChoice name="market" label={t.settings.marketSource}>
          <option value="live">{t.settings.marketLive}</option>
          {value !== "live" && <option value={value}>{t.settings.marketOther(value)}</option>}
        </SettingChoice>
        <SettingText name="time_zone" label={t.settings.timeZone} hint={t.settings.timeZoneHint} />
        <SecretField name="coinmarketcap" />
        <SecretField name="coingecko" />
      </Columns>
    </Group>
  );
}
