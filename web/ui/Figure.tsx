import type { ReactNode } from "react";
import classes from "./Figure.module.css";

type Props = {
  label: ReactNode;
  /** The number with its unit, formatted; undefined while it loads, null where it cannot be told yet. */
  value: string | null | undefined;
  /** What stands instead of a number that cannot be told yet. */
  absent?: string;
  /** Period, comparison, range or n. */
  note?: ReactNode;
  tone?: "good" | "warning" | undefined;
  /** Opens the records behind the number. */
  onOpen?: (() => void) | undefined;
  /** Says to a screen reader what opens. */
  openLabel?: string;
};

/** A number never stands alone: label, unit, period or comparison, and a click to its records. */
export function Figure({ label, value, absent, note, tone, onOpen, openLabel }: Props) {
  const inside = (
    <>
      <span className={classes.label}>{label}</span>
      <span className={value === null ? classes.absent : classes.value}>{value === undefined ? "\u00a0" : (value ?? absent)}</span>
      <span className={[classes.note, tone && classes[tone]].filter(Boolean).join(" ")}>{note ?? "\u00a0"}</span>
    </>
  );
  if (!onOpen) return <div className={classes.figure}>{inside}</div>;
  return (
    <button type="button" className={`${classes.figure} ${classes.press}`} onClick={onOpen} title={openLabel}>
      {inside}
    </button>
  );
}

/** Figures side by side with hairlines between. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={classes.figures}>{children}</div>;
}
