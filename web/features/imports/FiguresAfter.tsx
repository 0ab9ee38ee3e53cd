import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import type { ImportResult } from "#imports/contract.ts";
import { useFormat, type Format } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "./imports.module.css";

type FigureValue = NonNullable<ImportResult["figures"]>["list"][number]["after"];

/** The four numbers before and after, over the time that the files are about. */
export function FiguresAfter({ figures, planned }: { figures: ImportResult["figures"]; planned: boolean }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { currency } = useWorkspace();
  if (!figures) return null;
  const value = (figure: FigureValue) => valueText(figure, currency, format) ?? t("figures.tooEarly");
  return (
    <section className={classes.part} aria-labelledby="import-figures">
      <h2 id="import-figures">
        {t(planned ? "figures.will" : "figures.did", { from: format.day(figures.from), to: format.day(figures.to) })}
      </h2>
      <dl className={classes.figures}>
        {figures.list.map(({ metric, before, after }) => (
          <div key={metric}>
            <dt>{t(`figures.${metric}`)}</dt>
            <dd>
              <b data-early={after.value === null || undefined}>{value(after)}</b>
              <span className={classes.dim}>{t("figures.before", { value: value(before) })}</span>
              <span className={classes.dim}>{t("figures.n", { count: after.n, n: format.number(after.n) })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function valueText({ value, unit }: FigureValue, currency: string, format: Format): string | undefined {
  if (value === null) return undefined;
  if (unit === "share") return format.percent(value, 1);
  if (unit === "money") return format.money(Math.round(value), currency);
  return unit === "days" ? format.duration(value * dayMs) : format.number(value);
}
