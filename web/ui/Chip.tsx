import type { ComponentPropsWithRef, ReactNode } from "react";
import classes from "./Chip.module.css";

type Props = ComponentPropsWithRef<"button"> & {
  /** Chosen: filled ink instead of grey. */ on?: boolean;
  /** Dashed: adds something. */ dashed?: boolean;
  children: ReactNode;
};

/** A small button with a hairline, for filters and switches. Pass `aria-pressed` or `aria-expanded` where it holds a state. */
export function Chip({ on = false, dashed = false, className, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={[classes.chip, on && classes.on, dashed && classes.dashed, className].filter(Boolean).join(" ")}
    >
      {children}
    </button>
  );
}

/** The same look for what cannot be pressed. */
export function Label({ tone, children }: { tone?: "teal" | "amber" | "red"; children: ReactNode }) {
  return <span className={[classes.label, tone && classes[tone]].filter(Boolean).join(" ")}>{children}</span>;
}
