import { useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { dayMs } from "#web/lib/today.ts";
import { exponentOf } from "#base/money.ts";
import { WorkspaceContext } from "./workspace.ts";

export type Format = ReturnType<typeof createFormat>;

/** Numbers, money, dates and durations in the person's language and the workspace's time zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const workspace = useContext(WorkspaceContext);
  const timeZone = workspace?.timeZone;
  return useMemo(() => createFormat(localeOf(i18n.language), timeZone), [i18n.language, timeZone]);
}

/** The browser's own variant of the language where it has one (en-US, de-AT), so dates look as people here expect. */
function localeOf(language: string): string {
  const own = navigator.languages.find((locale) => locale.toLowerCase().startsWith(`${language}-`) && isLocale(locale));
  return own ?? (language === "de" ? "de-DE" : "en-GB");
}

/** Browsers on a machine without a locale name one that is none (`en-US@posix`). */
function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
type Instant = string | number | Date;

export function createFormat(locale: string, timeZone: string | undefined) {
  const number = cached((digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const money = cached((currency: string) => new Intl.NumberFormat(locale, { style: "currency", currency }));
  const wholeMoney = cached(
    (currency: string) =>
      new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0, minimumFractionDigits: 0 }),
  );
  const shortMoney = cached(
    (currency: string) => new Intl.NumberFormat(locale, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }),
  );
  const percent = cached(
    (digits: number) => new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const unit = cached(
    (name: string) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits: 1 }),
  );
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const zone = timeZone ? { timeZone } : {};
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", ...zone });
  const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...zone });
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", ...zone });
  const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", second: "2-digit", ...zone });
  const both = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    ...zone,
  });

  const plainDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const plainShortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });

  const major = (amountMinor: number, currency: string) => amountMinor / 10 ** exponentOf(currency);

  return {
    locale,
    number: (value: number, digits = 0) => number(digits).format(value),
    /** `18420, "EUR"` → `184,20 €`. */
    money: (amountMinor: number, currency: string) => money(currency).format(major(amountMinor, currency)),
    /** Without decimals, for sums. */
    wholeMoney: (amountMinor: number, currency: string) => wholeMoney(currency).format(major(amountMinor, currency)),
    /** `4,2 Tsd. €`, where there is little room. */
    shortMoney: (amountMinor: number, currency: string) => shortMoney(currency).format(major(amountMinor, currency)),
    /** A share from 0 to 1. */
    percent: (share: number, digits = 0) => percent(digits).format(share),
    date: (at: Instant) => day.format(new Date(at)),
    shortDate: (at: Instant) => shortDay.format(new Date(at)),
    /** A day of the shop's calendar, YYYY-MM-DD: the same day wherever it is read. */
    day: (date: string) => plainDay.format(new Date(date)),
    shortDay: (date: string) => plainShortDay.format(new Date(date)),
    month: (date: string) => month.format(new Date(date)),
    time: (at: Instant) => time.format(new Date(at)),
    /** With seconds, for what is waited for. */
    clock: (at: Instant) => clock.format(new Date(at)),
    dateTime: (at: Instant) => both.format(new Date(at)),
    /** A length of time in its natural unit: `2.1 days`, `40 minutes`. */
    duration: (ms: number) => {
      if (ms >= dayMs) return unit("day").format(ms < 10 * dayMs ? ms / dayMs : Math.round(ms / dayMs));
      if (ms >= hourMs) return unit("hour").format(Math.round(ms / hourMs));
      if (ms >= minuteMs) return unit("minute").format(Math.round(ms / minuteMs));
      return unit("second").format(Math.max(0, Math.round(ms / 1000)));
    },
    days: (days: number) => unit("day").format(days),
    /** `now`, `2 min. ago`, `yesterday`; past a week the date. */
    relative: (at: Instant, nowMs = Date.now()) => {
      const past = new Date(at).getTime() - nowMs;
      const size = Math.abs(past);
      if (size < minuteMs) return relative.format(0, "second");
      if (size < hourMs) return relative.format(Math.round(past / minuteMs), "minute");
      if (size < dayMs) return relative.format(Math.round(past / hourMs), "hour");
      if (size < 7 * dayMs) return relative.format(Math.round(past / dayMs), "day");
      return (size < 300 * dayMs ? shortDay : day).format(new Date(at));
    },
  };
}

function cached<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}
