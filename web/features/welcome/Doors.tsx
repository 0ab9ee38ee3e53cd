import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { DemoDoor } from "./DemoDoor.tsx";
import { Door } from "./Door.tsx";
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
