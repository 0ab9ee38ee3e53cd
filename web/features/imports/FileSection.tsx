import { Select } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportFile, Kind, MatchKey } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { useRemoveFile } from "./api.ts";
import { ColumnRow } from "./ColumnRow.tsx";
import { Evidence } from "./Evidence.tsx";
import { kindNames, matchKeysOf } from "./fields.ts";
import { changeFile, withKind } from "./plan.ts";
import type { PlanParts } from "./PlanView.tsx";
import classes from "./imports.module.css";

/** Enough for every file a person has looked through; a wider one opens on request, since each line is a form. */
const firstColumns = 60;

type Props = { importId: string; file: ImportFile; index: number; parts: PlanParts };

/** "deals.csv holds deals (8,800 rows)", and column by column what each means and why Sluice thinks so. */
export function FileSection({ importId, file, index, parts }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const text = useErrorText();
  const remove = useRemoveFile(importId);
  const [all, setAll] = useState(false);
  const titleId = useId();
  const { plan, beliefs, edit, change } = parts;
  const filePlan = plan.files[index]!;
  const shown = all ? file.columns : file.columns.slice(0, firstColumns);
  const keys = matchKeysOf(filePlan.kind);
  const facts = [
    t("rows", { count: file.rows, n: format.number(file.rows) }),
    file.format && t(`format.${file.format}`, { defaultValue: file.format.toUpperCase() }),
    file.knownAs,
    file.encoding && file.encoding.toLowerCase() !== "utf-8" ? file.encoding : null,
  ].filter(Boolean);
  return (
    <section className={classes.file} aria-labelledby={titleId} id={`file-${file.id}`}>
      <div className={classes.fileHead}>
        <h2 id={titleId} className={classes.fileName}>
          {file.name}
        </h2>
        <span className={classes.holds}>{t("file.holds")}</span>
        <Select
          size="sm"
          w={170}
          aria-label={t("file.kindOf", { name: file.name })}
          data={kindNames.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={filePlan.kind}
          disabled={!edit}
          onChange={(kind) => kind && change(changeFile(plan, index, withKind(filePlan, kind as Kind)))}
        />
        <span className={classes.fileFacts}>{facts.join(" · ")}</span>
        {edit && (
          <Chip onClick={() => remove.mutate(file.id)} disabled={remove.isPending} aria-label={t("file.removeOf", { name: file.name })}>
            {t("file.remove")}
          </Chip>
        )}
      </div>
      <Evidence beliefs={beliefs} about={`files.${index}.kind`} parts={parts} />
      <Evidence beliefs={beliefs} about={`files.${index}`} parts={parts} />
      {file.badRows > 0 && <p className={classes.amber}>{t("file.badRows", { count: file.badRows, n: format.number(file.badRows) })}</p>}
      {filePlan.kind === "none" && <p className={classes.dim}>{t("file.none")}</p>}
      {filePlan.kind === "events" && <p className={classes.dim}>{t("file.events")}</p>}
      {filePlan.kind !== "none" && filePlan.kind !== "events" && (
        <>
          <table className={classes.columns}>
            <caption className={classes.said}>{t("file.columnsOf", { name: file.name })}</caption>
            <thead>
              <tr>
                <th scope="col">{t("column.header")}</th>
                <th scope="col">{t("column.samples")}</th>
                <th scope="col">{t("column.meaning")}</th>
                <th scope="col">{t("column.why")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((column, at) => (
                <ColumnRow key={at} column={column} rows={file.rows} file={index} index={at} parts={parts} />
              ))}
            </tbody>
          </table>
          {shown.length < file.columns.length && (
            <div className={classes.addFiles}>
              <Chip onClick={() => setAll(true)}>{t("column.all", { n: format.number(file.columns.length - shown.length) })}</Chip>
            </div>
          )}
          <div className={classes.match}>
            <label htmlFor={`${titleId}-match`}>{t("match.label")}</label>
            <Select
              id={`${titleId}-match`}
              size="sm"
              w={220}
              data={keys.map((key) => ({ value: key, label: t(`match.${key}`) }))}
              value={filePlan.match}
              disabled={!edit}
              onChange={(match) => match && change(changeFile(plan, index, { match: match as MatchKey }))}
            />
            <span className={classes.dim}>
              {filePlan.match === "row" ? t("match.rowHint") : filePlan.match === "externalId" ? t("match.idHint") : ""}
            </span>
            <Evidence beliefs={beliefs} about={`files.${index}.match`} parts={parts} />
            <Evidence beliefs={beliefs} about={`files.${index}.scope`} parts={parts} />
          </div>
        </>
      )}
      {remove.isError && <FormError>{text(remove.error)}</FormError>}
    </section>
  );
}
