import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StageWire } from "#pipelines/contract.ts";
import classes from "./pipelines.module.css";

type Item = StageWire["checklist"][number];
const most = 20;

/** What should be settled before a deal leaves the stage. */
export function Checklist({ items, change }: { items: Item[]; change: (items: Item[]) => void }) {
  const { t } = useTranslation("pipelines");
  return (
    <div role="group" aria-label={t("checklist")}>
      <h3>{t("checklist")}</h3>
      <p className={classes.hint}>{t("checklistHint")}</p>
      {items.map((item, index) => (
        <div key={item.id} className={classes.checkLine}>
          <TextInput
            aria-label={t("checkItem", { n: index + 1 })}
            maxLength={200}
            value={item.text}
            flex={1}
            onChange={(event) => change(items.with(index, { ...item, text: event.currentTarget.value }))}
          />
          <button
            type="button"
            className={classes.textButton}
            aria-label={t("removeItem", { n: index + 1 })}
            onClick={() => change(items.toSpliced(index, 1))}
          >
            {t("remove")}
          </button>
        </div>
      ))}
      {items.length < most && (
        <button
          type="button"
          className={classes.textButton}
          onClick={() => change([...items, { id: crypto.randomUUID().slice(0, 8), text: "" }])}
        >
          {t("addItem")}
        </button>
      )}
    </div>
  );
}
