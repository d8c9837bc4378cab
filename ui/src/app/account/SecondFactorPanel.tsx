import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useSecondFactor } from "../state/queries";
import { FromCloud } from "./FromCloud";
import { RenewCodesDialog, TurnOffDialog } from "./SecondFactorProof";
import { TurnOnDialog } from "./TurnOnDialog";

/** The second factor: whether it is on, and the ways to change that. */
export function SecondFactorPanel() {
  const t = useText();
  const factor = useSecondFactor();
  const [open, setOpen] = useState<"on" | "off" | "renew" | null>(null);
  const close = () => setOpen(null);
  return (
    <FromCloud title={t.owner.factor.title} query={factor}>
      {({ on, recovery_codes_left: left }) => (
        <>
          <div className="flex items-start gap-2.5" data-testid="second-factor" data-on={on}>
            <span aria-hidden="true" className={`mt-[0.42rem] size-2.5 shrink-0 rounded-full ${on ? "bg-up" : "border border-line-strong"}`} />
            <div className="max-w-prose">
              <p className="font-medium">{on ? t.owner.factor.on : t.owner.factor.off}</p>
              <p className={on && left === 0 ? "font-medium text-down" : "text-[0.87rem] text-soft"}>
                {!on ? t.owner.factor.offHint : left === 0 ? t.owner.factor.noneLeft : t.owner.factor.left(String(left))}
              </p>
            </div>
          </div>
          <div className="flex flex-wrap gap-2">
            {on ? (
              <>
                <Button onClick={() => setOpen("renew")}>{t.owner.factor.renew}</Button>
                <Button look="danger" onClick={() => setOpen("off")}>{t.owner.factor.turnOff}</Button>
              </>
            ) : (
              <Button onClick={() => setOpen("on")}>{t.owner.factor.turnOn}</Button>
            )}
          </div>
          {open === "on" && <TurnOnDialog onClose={close} />}
          {open === "off" && <TurnOffDialog onClose={close} />}
          {open === "renew" && <RenewCodesDialog onClose={close} />}
        </>
      )}
    </FromCloud>
  );
}
