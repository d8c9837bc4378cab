import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./Icon";

const LOOKS = {
  primary: "bg-accent text-on-accent border-transparent hover:brightness-105 font-semibold",
  plain: "bg-surface text-ink border-line-strong hover:bg-sunken",
  quiet: "bg-transparent text-ink border-transparent hover:bg-sunken",
  danger: "bg-surface text-down border-down hover:bg-warn-wash",
} as const;

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof LOOKS;
  icon?: IconName;
  /** Smaller, for rows. */
  small?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", icon, small = false, className = "", children, ...rest }: Props) {
  const size = small ? "min-h-8 px-2.5 text-[0.87rem] gap-1.5 rounded-lg" : "min-h-10 px-4 gap-2 rounded-[9px]";
  return (
    <button type="button" className={`inline-flex items-center justify-center border transition-colors disabled:opacity-60 ${size} ${LOOKS[look]} ${className}`} {...rest}>
      {icon && <Icon name={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  label: string;
}

/** A square button whose word is read and shown on hover. */
export function IconButton({ icon, label, className = "", ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} className={`inline-grid size-9 place-items-center rounded-lg text-soft transition-colors hover:bg-sunken hover:text-ink disabled:opacity-60 ${className}`} {...rest}>
      <Icon name={icon} size={18} />
    </button>
  );
}
