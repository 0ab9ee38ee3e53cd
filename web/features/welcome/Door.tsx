import type { ReactNode } from "react";
import classes from "./welcome.module.css";

/** One of the three ways in: what it does, what it asks for, its button. */
export function Door({ title, text, note, children }: { title: string; text: string; note: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.door}>
      <h2>{title}</h2>
      <p className={classes.text}>{text}</p>
      <div className={classes.action}>{children}</div>
      <p className={classes.note}>{note}</p>
    </section>
  );
}
