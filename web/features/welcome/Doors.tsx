import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { DemoDoor } from "./DemoDoor.tsx";
import classes from "./welcome.module.css";

export function Doors({ me, choose }: { me: Me; choose: (door: "connect" | "files") => void }) {
  const { t } = useTranslation("welcome");
  const open = me.canSetUp || me.user !== null;
  return (
    <div className={classes.doors}>
      <DemoDoor me={me} />
      <Door title={t("connect.title")} text={t("connect.text")} note={open ? t("connect.note") : t("closed")}>
        <Button variant="default" disabled={!open} onClick={() => choose("connect")}>
          {t("connect.button")}
        </Button>
      </Door>
      <Door title={t("files.title")} text={t("files.text")} note={open ? t("files.note") : t("closed")}>
        <Button variant="default" disabled={!open} onClick={() => choose("files")}>
          {t("files.button")}
        </Button>
      </Door>
    </div>
  );
}

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
