import { Kbd, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./dialogs.module.css";

const keys = [
  ["← ↑ ↓ →", "walk"],
  ["Home End PgUp PgDn", "jump"],
  ["Enter", "open"],
  ["Space", "lift"],
  ["← →", "choose"],
  ["Space Enter", "drop"],
  ["Esc", "cancel"],
  ["L", "lose"],
  ["?", "help"],
] as const;

export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["pipeline", "common"]);
  return (
    <Modal opened={opened} onClose={onClose} title={t("keys.title")} size={440} closeButtonProps={{ "aria-label": t("common:close") }}>
      <dl className={classes.keys}>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.split(" ").map((name) => (
                <Kbd key={name}>{t(`keys.names.${name}`, { defaultValue: name })}</Kbd>
              ))}
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
