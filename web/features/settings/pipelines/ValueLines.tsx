import { NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { exponentOf } from "#base/money.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import type { Condition } from "./RuleEditor.tsx";
import classes from "./pipelines.module.css";

type Where = NonNullable<Extract<Condition, { event: string }>["where"]>;
type Line = Where[number];

const fields = ["valueMinor", "itemCount", "path", "product", "category", "campaign", "source"] as const;
const numeric = (field: Line["field"]) => field === "valueMinor" || field === "itemCount";
const most = 5;

/** What the event must carry beside its name, e.g. a cart of at least 50 €. All of the lines must hold. */
export function ValueLines({ where, change }: { where: Where; change: (where: Where) => void }) {
  const { t } = useTranslation("pipelines");
  return (
    <>
      {where.map((line, index) => (
        <ValueLine
          key={index}
          line={line}
          change={(next) => change(where.with(index, next))}
          remove={() => change(where.toSpliced(index, 1))}
        />
      ))}
      {where.length < most && (
        <button
          type="button"
          className={classes.textButton}
          onClick={() => change([...where, { field: "valueMinor", op: ">=", value: 0 }])}
        >
          {t("rule.addValue")}
        </button>
      )}
    </>
  );
}

function ValueLine({ line, change, remove }: { line: Line; change: (line: Line) => void; remove: () => void }) {
  const { t } = useTranslation("pipelines");
  const { currency } = useWorkspace();
  const unit = line.field === "valueMinor" ? 10 ** exponentOf(currency) : 1;
  const ops = (numeric(line.field) ? ([">=", "<=", "="] as const) : (["=", "contains"] as const)).map((value) => ({
    value,
    label: t(`ops.${value}`),
  }));
  const pick = (field: Line["field"]) => {
    if (numeric(field) === numeric(line.field)) change({ ...line, field, value: numeric(field) ? 0 : line.value });
    else change(numeric(field) ? { field, op: ">=", value: 0 } : { field, op: "contains", value: "" });
  };
  return (
    <div className={classes.conditionLine}>
      <span className={classes.and}>{t("rule.and")}</span>
      <Select
        aria-label={t("rule.field")}
        w={150}
        data={fields.map((value) => ({ value, label: t(`fields.${value}`) }))}
        value={line.field}
        onChange={(field) => field && pick(field as Line["field"])}
      />
      <Select
        aria-label={t("rule.op")}
        w={130}
        data={ops}
        value={line.op}
        onChange={(op) => op && change({ ...line, op: op as Line["op"] })}
      />
      {numeric(line.field) ? (
        <NumberInput
          aria-label={t("rule.value")}
          w={120}
          min={0}
          hideControls
          suffix={line.field === "valueMinor" ? ` ${currency}` : ""}
          decimalScale={unit === 1 ? 0 : 2}
          value={Number(line.value) / unit}
          onChange={(value) => change({ ...line, value: Math.round(Number(value) * unit) })}
        />
      ) : (
        <TextInput
          aria-label={t("rule.value")}
          w={160}
          maxLength={200}
          value={String(line.value)}
          onChange={(event) => change({ ...line, value: event.currentTarget.value })}
        />
      )}
      <button type="button" className={classes.textButton} onClick={remove}>
        {t("remove")}
      </button>
    </div>
  );
}
