import { Select, type ComboboxItemGroup } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnPlan, DateOrder, ImportFile, Kind } from "#imports/contract.ts";
import { useFormat, type Format } from "#web/lib/format.ts";
import { Evidence } from "./Evidence.tsx";
import { groupOf, groups, isAmount, isTime, offered } from "./fields.ts";
import { changeColumn, withField } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import { understood, type Understood } from "./understood.ts";
import { useFieldName } from "./words.ts";
import classes from "./imports.module.css";

type Props = { column: ImportFile["columns"][number]; rows: number; file: number; index: number; parts: PlanParts };

const leftOut = "-";
const shownSamples = 3;

/** A column: what stands in it, what it means, how its dates or amounts are written, and the evidence. */
export function ColumnRow({ column, rows, file, index, parts }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { plan, beliefs, edit, change } = parts;
  const { kind } = plan.files[file]!;
  const columnPlan: ColumnPlan = plan.files[file]!.columns[index] ?? { field: null };
  const choices = useMeanings(kind);
  const words = Object.keys(plan.stages);
  const about = `files.${file}.columns.${index}`;
  const to = (patch: Partial<ColumnPlan>) => change(changeColumn(plan, file, index, { ...columnPlan, ...patch }));
  return (
    <tr data-out={columnPlan.field === null || undefined}>
      <th scope="row" className={classes.header}>
        {column.header || t("column.noHeader", { n: index + 1 })}
        {column.filled < rows && (
          <span className={classes.filled}>{t("column.filled", { share: format.percent(rows > 0 ? column.filled / rows : 0) })}</span>
        )}
      </th>
      <td className={classes.samples}>
        <Samples samples={column.samples} plan={columnPlan} />
      </td>
      <td>
        <div className={classes.choices}>
          <Select
            size="sm"
            aria-label={t("column.meaningOf", { header: column.header })}
            data={choices}
            value={columnPlan.field ?? leftOut}
            searchable
            disabled={!edit}
            nothingFoundMessage={t("column.nothing")}
            maxDropdownHeight={320}
            onChange={(value) =>
              value &&
              change(changeColumn(plan, file, index, withField(columnPlan, value === leftOut ? null : value, columnPlan.stage ?? words[0])))
            }
          />
          {columnPlan.field === "stageEnteredAt" && (
            <Select
              size="sm"
              aria-label={t("column.stageOf", { header: column.header })}
              data={words.includes(columnPlan.stage ?? "") || !columnPlan.stage ? words : [...words, columnPlan.stage]}
              value={columnPlan.stage ?? null}
              disabled={!edit}
              placeholder={t("column.whichStage")}
              onChange={(stage) => stage && to({ stage })}
            />
          )}
          {isTime(columnPlan.field) && (
            <Select
              size="sm"
              aria-label={t("column.orderOf", { header: column.header })}
              data={(["dmy", "mdy", "ymd", "serial", "epoch"] as const).map((value) => ({ value, label: t(`dateOrder.${value}`) }))}
              value={columnPlan.dateOrder ?? null}
              disabled={!edit}
              placeholder={t("column.pleaseSay")}
              error={edit && columnPlan.dateOrder === null}
              onChange={(dateOrder) => dateOrder && to({ dateOrder: dateOrder as DateOrder })}
            />
          )}
          {isAmount(columnPlan.field) && (
            <Select
              size="sm"
              aria-label={t("column.decimalOf", { header: column.header })}
              data={[
                { value: ".", label: t("decimal.point") },
                { value: ",", label: t("decimal.comma") },
              ]}
              value={columnPlan.decimal ?? null}
              disabled={!edit}
              placeholder={t("column.pleaseSay")}
              error={edit && columnPlan.decimal === null}
              onChange={(decimal) => decimal && to({ decimal: decimal as "." | "," })}
            />
          )}
        </div>
      </td>
      <td className={classes.why}>
        <Evidence beliefs={beliefs} about={`${about}.field`} parts={parts} />
        <Evidence beliefs={beliefs} about={about} parts={parts} />
        {isTime(columnPlan.field) && <Evidence beliefs={beliefs} about={`${about}.dateOrder`} parts={parts} />}
        {isAmount(columnPlan.field) && <Evidence beliefs={beliefs} about={`${about}.decimal`} parts={parts} />}
        {columnPlan.field === "stageEnteredAt" && <Evidence beliefs={beliefs} about={`${about}.stage`} parts={parts} />}
      </td>
    </tr>
  );
}

/** Values that occur; for dates and amounts also how the first of them is understood. */
function Samples({ samples, plan }: { samples: string[]; plan: ColumnPlan }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const read = samples.map((sample) => readAs(understood(sample, plan), format, sample)).find((each) => each !== undefined);
  if (samples.length === 0) return <span className={classes.dim}>{t("column.empty")}</span>;
  return (
    <>
      <span className={classes.sample} title={samples.join(" · ")}>
        {samples.slice(0, shownSamples).join(" · ")}
      </span>
      {read && (
        <span className={classes.read}>
          {read.sample} → {read.words}
        </span>
      )}
    </>
  );
}

/** Only where it says something: plain figures read as they stand. */
function readAs(read: Understood | undefined, format: Format, sample: string): { sample: string; words: string } | undefined {
  if (!read) return undefined;
  if ("day" in read) return { sample, words: format.day(read.day) };
  return /[.,']/.test(sample) ? { sample, words: format.number(read.amount, 4) } : undefined;
}

/** The meanings of a kind under their headings, leaving out and keeping apart first. */
function useMeanings(kind: Kind): ComboboxItemGroup<{ value: string; label: string }>[] {
  const { t } = useTranslation("imports");
  const name = useFieldName();
  return useMemo(() => {
    const fields: readonly string[] = offered[kind];
    const other = { value: leftOut, label: t("field.none") };
    return groups
      .map((group) => ({
        group: t(`group.${group}`),
        items: [
          ...fields
            .filter((field) => groupOf[field as keyof typeof groupOf] === group)
            .map((value) => ({ value, label: name(value, kind) })),
          ...(group === "other" ? [other] : []),
        ],
      }))
      .filter(({ items }) => items.length > 0);
    // `name` is new at each drawing but says the same for the same language
  }, [kind, t]); // oxlint-disable-line react-hooks/exhaustive-deps
}
