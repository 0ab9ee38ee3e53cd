import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { exponentOf } from "#base/money.ts";
import type { Estimate } from "#insights/contract.ts";
import { roundRange } from "#stats/show/rounding.ts";
import { useFormat, type Format } from "#web/lib/format.ts";
import { Explain } from "./Explain.tsx";
import classes from "./estimate.module.css";

type Props = {
  /** What it is called. */ name: string;
  meaning: string;
  /** How it is worked out, in the reader's language; the API's own `method` is English and for programs. */ computed: string;
  figure: Omit<Estimate, "method"> | undefined;
  /** Said below the figure: n, a comparison. */ note?: ReactNode;
  /** More for "how this is computed". */ facts?: readonly (readonly [string, ReactNode])[];
  /** As a range and not as its middle: what lies ahead. */ asRange?: boolean;
  /** Opens the records behind it. */ onOpen?: () => void;
};

/** A figure that says its unit, range and n, how it is computed, and opens its records; "too early" below its gate. */
export function EstimateFigure({ name, meaning, computed, figure, note, facts = [], asRange, onOpen }: Props) {
  const { t } = useTranslation("scope");
  const format = useFormat();
  if (!figure)
    return (
      <div className={classes.figure} aria-busy="true">
        <span className={classes.label}>{name}</span>
        <Skeleton height={22} width="55%" mt={6} radius="xs" />
        <Skeleton height={10} width="80%" mt={10} radius="xs" />
      </div>
    );
  const { value, low, high } = figure;
  const range = low !== null && high !== null ? rangeText(figure, format) : undefined;
  const text = value === null ? t("estimate.tooEarly") : asRange && range ? range : estimateText(value, figure, format);
  const shown = value === null ? classes.absent : classes.value;
  return (
    <div className={classes.figure}>
      <span className={classes.label}>
        {name}
        <Explain
          name={name}
          meaning={meaning}
          formula={computed}
          facts={[
            [t("estimate.period"), t("period.days", { from: format.day(figure.from), to: format.day(figure.to) })],
            [t("estimate.n"), format.number(figure.n)],
            ...(figure.undecided > 0 ? [[t("estimate.undecided"), format.number(figure.undecided)] as const] : []),
            ...(range ? [[t("estimate.range", { level: format.percent(figure.level ?? 0.8) }), range] as const] : []),
            ...facts,
          ]}
        />
      </span>
      {onOpen ? (
        <button type="button" className={shown} onClick={onOpen} aria-label={t("estimate.open", { name, value: text })}>
          {text}
        </button>
      ) : (
        <span className={shown}>{text}</span>
      )}
      <span className={classes.note}>
        {value !== null && range && !asRange ? t("estimate.likely", { range }) : ""}
        {note && <span>{note}</span>}
      </span>
    </div>
  );
}

/** A value in its unit. */
export function estimateText(value: number, { unit, currency }: Pick<Estimate, "unit" | "currency">, format: Format): string {
  if (unit === "share") return format.percent(value, value < 0.1 ? 1 : 0);
  if (unit === "money" || unit === "money per day") return format.wholeMoney(Math.round(value), currency ?? "EUR");
  if (unit === "days") return format.days(Math.round(value * 10) / 10);
  return format.number(value, value < 10 ? 1 : 0);
}

/** Low and high without fake precision: rounded to the first digit of the half-width. */
export function rangeText(figure: Pick<Estimate, "value" | "low" | "high" | "unit" | "currency">, format: Format): string {
  const { low, high } = roundRange({ value: figure.value ?? 0, low: figure.low ?? 0, high: figure.high ?? 0 });
  if (figure.unit === "share") return `${format.number(low * 100, high < 0.1 ? 1 : 0)}–${format.percent(high, high < 0.1 ? 1 : 0)}`;
  if (figure.unit === "days") return low === high ? format.days(low) : `${format.number(low, 1)}–${format.days(high)}`;
  if (figure.unit === "money") {
    const currency = figure.currency ?? "EUR";
    const unit = 10 ** exponentOf(currency);
    const words = { style: "currency", currency, maximumFractionDigits: 0, minimumFractionDigits: 0 } as const;
    return new Intl.NumberFormat(format.locale, words).formatRange(low / unit, high / unit);
  }
  const ends = [low, high].map((end) => estimateText(end, figure, format));
  if (figure.unit === "count" && ends[0] !== ends[1]) return ends.join("–");
  return ends[0] === ends[1] ? ends[0]! : `${ends[0]} – ${ends[1]}`;
}
