import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./connect.module.css";

export function StepList({ children }: { children: ReactNode }) {
  return <ol className={classes.list}>{children}</ol>;
}

export function Step({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <li className={classes.step}>
      <h2>{title}</h2>
      {children && <div className={classes.stepBody}>{children}</div>}
    </li>
  );
}

/** Shops on the internet cannot reach an address that only this machine knows. */
export function ReachNotice({ url, needsTls = false }: { url: string; needsTls?: boolean }) {
  const { t } = useTranslation("connect");
  const { hostname, protocol } = new URL(url);
  const local = /^(localhost|127\.|192\.168\.|10\.|\[?::1)/.test(hostname);
  if (!local && (!needsTls || protocol === "https:")) return null;
  return (
    <p className={classes.notice} role="note">
      {local ? t("reach.local", { host: hostname }) : t("reach.tls")}
    </p>
  );
}
