import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Settings } from "@shared/backend/wire";
import { parseTyped, typed } from "@shared/format/money";
import { useLocale, useText } from "@shared/text";
import { Choice, Switch, TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useSettings } from "../state/queries";

/** One setting: its value, and how it is changed. The new value shows at once and goes back if it is refused. */
export function useSetting(name: string) {
  const t = useText();
  const client = useQueryClient();
  const settings = useSettings();
  const announce = useAnnouncer((state) => state.announce);
  const change = useAction((backend, value: string) => backend.updateSettings({ [name]: value }), () => announce(t.app.saved));
  const value = settings.data?.[name] ?? "";
  const set = (next: string, onKept?: () => void) => {
    const before = client.getQueryData<Settings>(["settings"]);
    if (before) client.setQueryData<Settings>(["settings"], { ...before, [name]: next });
    change.run(next, {
      onError: () => before && client.setQueryData<Settings>(["settings"], before),
      ...(onKept && { onSuccess: onKept }),
    });
  };
  return { value, set, problem: change.problem, retry: change.retry };
}

function Fault({ setting }: { setting: ReturnType<typeof useSetting> }) {
  return setting.problem && <div className="mt-2"><ProblemBox problem={setting.problem} onRetry={setting.retry} /></div>;
}

/** A text that is kept when the field is left or Enter is pressed; what was typed stays when it is refused. */
export function SettingText({ name, label, hint, ...rest }: { name: string; label: string; hint?: string; type?: string; inputMode?: "numeric" | "decimal" | "email" | "url"; placeholder?: string }) {
  const t = useText();
  const locale = useLocale();
  const setting = useSetting(name);
  const isDecimal = rest.inputMode === "decimal";
  const [typing, setTyping] = useState<string | null>(null);
  const meant = typing === null ? null : isDecimal ? parseTyped(typing) : typing.trim();
  const commit = () => {
    if (typing === null || (isDecimal && meant === null)) return;
    if (meant === null || meant === setting.value) setTyping(null);
    // The field follows the setting again once it is kept, unless something else was typed meanwhile.
    else setting.set(meant, () => setTyping((now) => (now === typing ? null : now)));
  };
  return (
    <div>
      <TextField
        label={label}
        {...(hint !== undefined && { hint })}
        {...rest}
        data-setting={name}
        value={typing ?? (isDecimal ? typed(setting.value, locale) : setting.value)}
        error={isDecimal && typing !== null && meant === null ? t.app.notNumber : null}
        onChange={(event) => setTyping(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
      <Fault setting={setting} />
    </div>
  );
}

export function SettingChoice({ name, label, hint, children }: { name: string; label: string; hint?: string; children: ReactNode }) {
  const setting = useSetting(name);
  return (
    <div>
      <Choice label={label} {...(hint !== undefined && { hint })} value={setting.value} onChange={(event) => setting.set(event.target.value)}>
        {children}
      </Choice>
      <Fault setting={setting} />
    </div>
  );
}

export function SettingSwitch({ name, label, hint }: { name: string; label: string; hint?: string }) {
  const setting = useSetting(name);
  return (
    <div>
      <Switch label={label} {...(hint !== undefined && { hint })} checked={setting.value === "true"} onChange={(on) => setting.set(String(on))} />
      <Fault setting={setting} />
    </div>
  );
}

/** A section of the settings: a heading and its fields in two columns. */
export function Group({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={`section-${id}`} aria-labelledby={`heading-${id}`} className="scroll-mt-6 border-t border-line py-7 first:border-t-0 first:pt-0">
      <h2 id={`heading-${id}`} tabIndex={-1} className="mb-4 text-[1.2rem] font-semibold outline-none">{title}</h2>
      <div className="flex flex-col gap-5">{children}</div>
    </section>
  );
}

export function Columns({ children }: { children: ReactNode }) {
  return <div className="grid items-start gap-x-5 gap-y-4 sm:grid-cols-2">{children}</div>;
}
