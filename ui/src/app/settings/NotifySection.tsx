import { CHANNELS, type Channel } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction } from "../state/queries";
import { SecretField } from "./SecretField";
import { Columns, Group, SettingText } from "./setting";

export function NotifySection() {
  const t = useText();
  return (
    <Group id="notify" title={t.settings.sections.notify}>
      <Columns>
        <SettingText name="notify.webhook_url" label={t.settings.webhookUrl} inputMode="url" placeholder="https://" />
        <SecretField name="webhook" />
        <SettingText name="notify.telegram_chat" label={t.settings.telegramChat} />
        <SecretField name="telegram" />
        <SettingText name="notify.email_to" label={t.settings.emailTo} inputMode="email" />
        <SettingText name="notify.smtp_host" label={t.settings.smtpHost} />
        <SettingText name="notify.smtp_port" label={t.settings.smtpPort} inputMode="numeric" />
        <SettingText name="notify.smtp_user" label={t.settings.smtpUser} />
        <SecretField name="smtp" />
      </Columns>
      <div className="flex flex-wrap gap-2">
        {CHANNELS.map((channel) => (
          <ChannelTest key={channel} channel={channel} />
        ))}
      </div>
    </Group>
  );
}

function ChannelTest({ channel }: { channel: Channel }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const test = useAction((backend, which: Channel) => backend.testChannel(which), () => announce(t.settings.channelTested));
  return (
    <div className={test.problem ? "w-full" : ""}>
      <Button small icon="bell" disabled={test.busy} onClick={() => test.run(channel)}>{t.settings.testChannel(t.alerts.channelNames[channel])}</Button>
      {test.problem && <div className="mt-2"><ProblemBox problem={test.problem} /></div>}
    </div>
  );
}
