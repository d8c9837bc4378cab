import { type KeyboardEvent, useEffect, useRef } from "react";
import { useText } from "@shared/text";
import { Icon } from "@shared/ui/Icon";
import { ProblemBox } from "@shared/ui/states";
import { useBackend } from "../state/backend";
import { useLive } from "../state/live";
import { useAction, useSettings, useStatus } from "../state/queries";
import { levelShare } from "./level";

/** Hold to talk with the pointer, Space or Enter; in toggle mode one press begins and the next one sends. */
export function TalkButton() {
  const t = useText();
  const backend = useBackend();
  const talk = useLive((state) => state.talk);
  const settings = useSettings();
  const status = useStatus();
  const toggles = settings.data?.["hotkey_mode"] === "toggle";
  const held = useRef(false);
  const act = useAction((_, what: () => Promise<null>) => what());
  const recording = talk === "opening" || talk === "listening" || talk === "hearing";
  const stoppable = talk === "thinking" || talk === "speaking";

  const press = () => {
    if (held.current) return;
    held.current = true;
    act.run(() => backend.talkPress());
  };
  const release = () => {
    if (!held.current) return;
    held.current = false;
    act.run(() => backend.talkRelease());
  };
  // The window may lose the key's release with the focus: it counts as one.
  const releaseRef = useRef(release);
  releaseRef.current = release;
  useEffect(() => {
    const onBlur = () => releaseRef.current();
    window.addEventListener("blur", onBlur);
    return () => {
      window.removeEventListener("blur", onBlur);
      releaseRef.current();
    };
  }, []);

  const isTalkKey = (event: KeyboardEvent) => event.key === " " || event.key === "Enter";
  const hold = {
    onPointerDown: (event: React.PointerEvent<HTMLButtonElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      press();
    },
    onPointerUp: release,
    onPointerCancel: release,
    onKeyDown: (event: KeyboardEvent) => {
      if (!isTalkKey(event)) return;
      event.preventDefault();
      if (!event.repeat) press();
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (isTalkKey(event)) release();
    },
    onBlur: release,
    // A screen reader presses without a pointer or a key: it cannot hold, so it toggles.
    onClick: (event: React.MouseEvent) => {
      if (event.detail === 0 && !held.current) act.run(() => backend.talkToggle());
    },
  };
  const toggle = { onClick: () => act.run(() => backend.talkToggle()) };
  const doing = recording ? (toggles ? t.talk.send : t.talk.release) : toggles ? t.talk.toggle : t.talk.hold;
  const keys = status.data?.hotkey ?? "";

  return (
    <div className="mb-4 flex items-center justify-center gap-5">
      <div className="relative grid size-24 shrink-0 place-items-center">
        <Ring />
        <button
          type="button"
          data-talk={talk}
          aria-label={doing}
          className={`relative grid size-[4.6rem] touch-none place-items-center rounded-full transition-colors select-none ${recording ? "bg-ink text-paper" : "bg-accent text-on-accent"}`}
          {...(toggles ? toggle : hold)}
        >
          <Icon name="studio" size={30} />
        </button>
      </div>
      <div className="w-72 max-w-full">
        <p className="font-display text-lg leading-snug font-semibold" data-testid="talk-state">
          {talk === "idle" ? doing : t.talk[talk]}
        </p>
        <p className="text-[0.87rem] text-soft">
          {talk === "idle" ? (status.data?.hotkey_state === "ready" ? (toggles ? t.talk.hotkeyToggle(keys) : t.talk.hotkeyHold(keys)) : (status.data?.hotkey_message ?? "")) : recording ? doing : t.talk.escape}
        </p>
        {stoppable && (
          <button type="button" onClick={() => act.run(() => backend.cancel())} className="mt-1 inline-flex items-center gap-1.5 rounded-md font-medium text-link underline underline-offset-2">
            <Icon name="stop" size={16} />
            {t.talk.stop}
          </button>
        )}
        {act.problem && <ProblemBox problem={act.problem} />}
      </div>
    </div>
  );
}

/** The state around the button: how loud it is, that it thinks, that it speaks. */
function Ring() {
  const talk = useLive((state) => state.talk);
  const level = useLive((state) => state.level);
  if (talk === "idle") return <span aria-hidden="true" className="absolute inset-1 rounded-full border-2 border-line" />;
  if (talk === "thinking" || talk === "opening") {
    return <span aria-hidden="true" className="sweep absolute inset-1 rounded-full border-[3px] border-line border-t-link" />;
  }
  if (talk === "speaking") return <span aria-hidden="true" className="breathe absolute inset-1 rounded-full border-[3px] border-accent" />;
  return <span aria-hidden="true" className="absolute inset-0 rounded-full bg-accent opacity-60 transition-transform duration-75" style={{ transform: `scale(${(0.8 + 0.35 * levelShare(level)).toFixed(3)})` }} />;
}
