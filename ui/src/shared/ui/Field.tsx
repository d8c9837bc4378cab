import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from "react";

interface Around {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
}

function useField({ hint, error }: Pick<Around, "hint" | "error">) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const aria = { ...(described && { "aria-describedby": described }), ...(error && { "aria-invalid": true as const }) };
  return { id, aria };
}

function Frame({ id, label, hint, error, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-[0.82rem] text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-[0.85rem] font-medium text-down">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, className = "", ...rest }: Around & InputHTMLAttributes<HTMLInputElement> & { "data-setting"?: string }) {
  const { id, aria } = useField({ hint, error });
  return (
    <Frame {...{ id, label, hint, error }}>
      <input id={id} className={`input ${className}`} autoComplete="off" {...aria} {...rest} />
    </Frame>
  );
}

export function Choice({ label, hint, error, children, ...rest }: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  const { id, aria } = useField({ hint, error });
  return (
    <Frame {...{ id, label, hint, error }}>
      <select id={id} className="input" {...aria} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

/** On or off, with its word beside it. */
export function Switch({ label, checked, onChange, hint, hideLabel = false, disabled = false }: { label: string; checked: boolean; onChange: (on: boolean) => void; hint?: string; hideLabel?: boolean; disabled?: boolean }) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <button
        type="button"
        role="switch"
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        {...(hint && { "aria-describedby": `${id}-hint` })}
        disabled={disabled}
        onClick={() => onChange(!checked)}
        className={`relative mt-0.5 h-6 w-11 shrink-0 rounded-full border transition-colors ${checked ? "border-up bg-up" : "border-line-strong bg-sunken"}`}
      >
        <span className={`absolute top-[3px] size-4 rounded-full transition-all ${checked ? "left-[23px] bg-surface" : "left-[3px] bg-line-strong"}`} />
      </button>
      <span className={hideLabel ? "sr-only" : "min-w-0"}>
        <span id={`${id}-label`}>{label}</span>
        {hint && (
          <span id={`${id}-hint`} className="block text-[0.82rem] text-soft">
            {hint}
          </span>
        )}
      </span>
    </div>
  );
}

/** One of a few, side by side. Arrow keys move, as in any group of radio buttons. */
export function Segments<T extends string>({ label, value, options, onChange, showLabel = false }: { label: string; value: T; options: readonly { value: T; label: string }[]; onChange: (value: T) => void; showLabel?: boolean }) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={showLabel ? "mb-1 text-[0.87rem] font-medium" : "sr-only"}>{label}</legend>
      <div className="inline-flex flex-wrap gap-0.5 rounded-[10px] border border-line bg-sunken p-0.5">
        {options.map((option) => (
          <label key={option.value} className="relative cursor-pointer rounded-lg px-2.5 py-1 text-[0.87rem] text-soft has-checked:bg-surface has-checked:font-semibold has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-link">
            <input type="radio" name={name} className="sr-only" checked={option.value === value} onChange={() => onChange(option.value)} />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
