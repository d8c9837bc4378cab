import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useStatus } from "../state/queries";
import { combination } from "./hotkey";
import { Group, SettingChoice } from "./setting";

export function HotkeySection() {
  const t = useText();
  const status = useStatus();
  const announce = useAnnouncer((state) => state.announce);
  const [waiting, setWaiting] = useState(false);
  const [hint, setHint] = useState("");
  const save = useAction((backend, keys: string) => backend.setHotkey(keys), () => announce(t.app.saved));
  const { data } = status;
  return (
    <Group id="hotkey" title={t.settings.sections.hotkey}>
      <div>
        <p className="mb-1 text-[0.87rem] font-medium">{t.settings.hotkey}</p>
        <div className="flex flex-wrap items-center gap-3">
          <kbd className="rounded-lg border border-line-strong bg-surface px-3.5 py-1.5 font-sans text-[1.05rem] font-semibold">{data?.hotkey}</kbd>
          <Button
            aria-pressed={waiting}
            onClick={() => setWaiting(!waiting)}
            onBlur={() => setWaiting(false)}
            onKeyDown={(event) => {
              if (!waiting || event.key === "Tab") return;
              event.preventDefault();
              event.stopPropagation();
              if (event.key === "Escape") {
                setWaiting(false);
                return;
              }
              const pressed = combination(event.nativeEvent);
              if (pressed === null) return;
              if (!pressed.hasModifier) {
                setHint(t.settings.hotkeyNeedsModifier);
                return;
              }
              setHint("");
              setWaiting(false);
              save.run(pressed.keys);
            }}
          >
            {waiting ? t.settings.hotkeyPress : t.settings.hotkeyChange}
          </Button>
          {data && <span className="text-soft">{`${t.settings.hotkeyStates[data.hotkey_state]}. ${t.settings.hotkeyWays[data.hotkey_way]}.`}</span>}
        </div>
        <p className="mt-1.5 text-[0.87rem] text-soft" role="status">{hint || t.settings.hotkeyHint}</p>
        {data?.hotkey_message && <p className="mt-1 font-medium">{data.hotkey_message}</p>}
        {save.problem && <div className="mt-2"><ProblemBox problem={save.problem} /></div>}
      </div>
      <div className="sm:w-1/2">
        <SettingChoice name="hotkey_mode" label={t.settings.hotkeyMode}>
          <option value="hold">{t.settings.hold}</option>
          <option value="toggle">{t.settings.toggle}</option>
        </SettingChoice>
      </div>
    </Group>
  );
}
