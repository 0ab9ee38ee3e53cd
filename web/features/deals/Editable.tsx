import { NumberInput, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { exponentOf, toMinor } from "#base/money.ts";
import type { DealDetail } from "#deals/contract.ts";
import { useDraft } from "#web/lib/draft.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Money } from "#web/ui/Money.tsx";
import classes from "./Deal.module.css";

/** Reads as a heading; a click makes it a field. Enter and leaving save, escape gives up. */
export function EditableName({ name, editable, onSave }: { name: string; editable: boolean; onSave: (name: string) => void }) {
  const { t } = useTranslation("deals");
  const [text, setText] = useState<string>();
  const given = useRef(false);
  if (text === undefined) {
    return (
      <h1 className={classes.name}>
        {editable ? (
          <button type="button" title={t("editName")} onClick={() => setText(name)}>
            {name}
          </button>
        ) : (
          name
        )}
      </h1>
    );
  }
  const save = () => {
    if (!given.current && text.trim() && text.trim() !== name) onSave(text.trim());
    given.current = false;
    setText(undefined);
  };
  return (
    <TextInput
      className={classes.nameField}
      aria-label={t("nameLabel")}
      value={text}
      maxLength={200}
      autoFocus
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          given.current = true;
          event.currentTarget.blur();
        }
      }}
    />
  );
}

export function EditableValue({
  deal,
  editable,
  onSave,
}: {
  deal: DealDetail;
  editable: boolean;
  onSave: (valueMinor: number, currency: string) => void;
}) {
  const { t } = useTranslation("deals");
  const workspace = useWorkspace();
  const [draft, setDraft] = useDraft(`value.${deal.id}`);
  const [editing, setEditing] = useState(draft !== "");
  const given = useRef(false);
  const currency = deal.currency ?? workspace.currency;
  const places = exponentOf(currency);
  if (!editing) {
    const shown = (
      <Money
        amountMinor={deal.valueMinor}
        currency={deal.currency}
        estimated={deal.valueEstimated}
        whole={deal.valueEstimated}
        absent={t("noValue")}
      />
    );
    const title = deal.valueEstimated ? t("valueEstimated") : undefined;
    const start = () => {
      setDraft(deal.valueMinor === null ? "" : String(deal.valueMinor / 10 ** places));
      setEditing(true);
    };
    return (
      <p className={deal.valueMinor === null ? classes.noValue : classes.value} title={title}>
        {editable ? (
          <button type="button" title={title ?? t("editValue")} aria-label={undefined} onClick={start}>
            {shown}
          </button>
        ) : (
          shown
        )}
      </p>
    );
  }
  const save = () => {
    const minor = draft === "" ? undefined : toMinor(draft, currency);
    if (!given.current && minor !== undefined && minor !== deal.valueMinor) onSave(minor, currency);
    given.current = false;
    setDraft("");
    setEditing(false);
  };
  const comma = (1.5).toLocaleString(document.documentElement.lang).includes(",");
  return (
    <NumberInput
      className={classes.valueField}
      aria-label={t("value")}
      value={draft}
      onChange={(value) => setDraft(String(value))}
      min={0}
      allowNegative={false}
      decimalScale={places}
      decimalSeparator={comma ? "," : "."}
      thousandSeparator={comma ? "." : ","}
      suffix={` ${currency}`}
      hideControls
      autoFocus
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.stopPropagation();
          given.current = true;
          event.currentTarget.blur();
        }
      }}
    />
  );
}
