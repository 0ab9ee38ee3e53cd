import type { ReactNode } from "react";
import classes from "./PageHeader.module.css";

type Props = {
  title: ReactNode;
  /** Chips and filters beside the title. */ children?: ReactNode;
  /** On the right; at most one primary button. */ end?: ReactNode;
};

/** The 56 px line on top of every page; its title is the page's only `h1`. */
export function PageHeader({ title, children, end }: Props) {
  return (
    <header className={classes.header}>
      <h1 className={classes.title}>{title}</h1>
      {children && <div className={classes.tools}>{children}</div>}
      {end && <div className={classes.end}>{end}</div>}
    </header>
  );
}
