import { assert, property, constantFrom, date, integer, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { amountIn, currencyIn, decimalOf, numberIn } from "./amount-in.ts";
import type { DateOrder } from "./contract.ts";
import { instantIn } from "./instant-in.ts";
import { emailIn, flagIn, looksLikePhone, outcomeIn, textIn } from "./values.ts";

const iso = (text: string, order: DateOrder | null, zone = "Europe/Berlin") => {
  const at = instantIn(text, order, zone);
  return typeof at === "number" ? new Date(at).toISOString() : at;
};

describe("instantIn", () => {
  it.each<[string, DateOrder | null, string]>([
    ["2024-03-01", "ymd", "2024-02-29T23:00:00.000Z"],
    ["2024-03-01", null, "2024-02-29T23:00:00.000Z"],
    ["2024-03-01", "dmy", "2024-02-29T23:00:00.000Z"],
    ["2024/3/1", "ymd", "2024-02-29T23:00:00.000Z"],
    ["20240301", "ymd", "2024-02-29T23:00:00.000Z"],
    ["01032024", "dmy", "2024-02-29T23:00:00.000Z"],
    ["2024-03-01 14:05", "ymd", "2024-03-01T13:05:00.000Z"],
    ["2024-03-01T14:05:06.789Z", "ymd", "2024-03-01T14:05:06.789Z"],
    ["2024-03-01T14:05:06+0200", "ymd", "2024-03-01T12:05:06.000Z"],
    ["2024-03-01 14:05:06 -05:00", null, "2024-03-01T19:05:06.000Z"],
    ["2024-03-01 14:05:06 UTC", null, "2024-03-01T14:05:06.000Z"],
    ["2024-03-01 14:05:06 MEZ", null, "2024-03-01T13:05:06.000Z"],
    ["01.03.2024", "dmy", "2024-02-29T23:00:00.000Z"],
    ["1.3.24", "dmy", "2024-02-29T23:00:00.000Z"],
    ["1. 3. 2024", "dmy", "2024-02-29T23:00:00.000Z"],
    ["01.03.2024, 14:05 Uhr", "dmy", "2024-03-01T13:05:00.000Z"],
    ["01.03.2024 14.05 Uhr", "dmy", "2024-03-01T13:05:00.000Z"],
    ["03/01/2024", "mdy", "2024-02-29T23:00:00.000Z"],
    ["03/01/2024 2:05 PM", "mdy", "2024-03-01T13:05:00.000Z"],
    ["3/1/2024 12:00 am", "mdy", "2024-02-29T23:00:00.000Z"],
    ["20-10-16", "dmy", "2016-10-19T22:00:00.000Z"],
    ["20-10-16", "ymd", "2020-10-15T22:00:00.000Z"],
    ["01.03.99", "dmy", "1999-02-28T23:00:00.000Z"],
    ["1. März 2024", null, "2024-02-29T23:00:00.000Z"],
    ["1 Mrz 2024", null, "2024-02-29T23:00:00.000Z"],
    ["01-Mar-24", null, "2024-02-29T23:00:00.000Z"],
    ["March 1, 2024", null, "2024-02-29T23:00:00.000Z"],
    ["Mar 1st, 2024", null, "2024-02-29T23:00:00.000Z"],
    ["Freitag, 1. März 2024", null, "2024-02-29T23:00:00.000Z"],
    ["Fri, 01 Mar 2024 14:05:06 +0100", null, "2024-03-01T13:05:06.000Z"],
    ["Fri Mar 01 2024 14:05:06 GMT+0100 (CET)", null, "2024-03-01T13:05:06.000Z"],
    ["2024-Mar-01", null, "2024-02-29T23:00:00.000Z"],
    ["31.12.2024", null, "2024-12-30T23:00:00.000Z"],
    ["45352", "serial", "2024-02-29T23:00:00.000Z"],
    ["45352.5", "serial", "2024-03-01T11:00:00.000Z"],
    ["45352,5", "serial", "2024-03-01T11:00:00.000Z"],
    ["1709301906", "epoch", "2024-03-01T14:05:06.000Z"],
    ["1709301906789", "epoch", "2024-03-01T14:05:06.789Z"],
    ["1709301906789000", "epoch", "2024-03-01T14:05:06.789Z"],
    ["31.03.2024 02:30", "dmy", "2024-03-31T01:30:00.000Z"],
    ["31.03.2024 12:00", "dmy", "2024-03-31T10:00:00.000Z"],
    ["27.10.2024 12:00", "dmy", "2024-10-27T11:00:00.000Z"],
    ["29.02.2024", "dmy", "2024-02-28T23:00:00.000Z"],
    ["29.02.2023", "dmy", "date_impossible"],
    ["31.04.2024", "dmy", "date_impossible"],
    ["32.01.2024", "dmy", "date_impossible"],
    ["2024-13-01", "ymd", "date_impossible"],
    ["0000-00-00", "ymd", "date_impossible"],
    ["13.13.2024", "dmy", "date_impossible"],
    ["01/13/2024", "dmy", "date_order_unlike"],
    ["13/01/2024", "mdy", "date_order_unlike"],
    ["13/01/2024", "ymd", "date_order_unlike"],
    ["03/01/2024", null, "date_order_unlike"],
    ["01.03.2024 25:00", "dmy", "date_impossible"],
    ["tomorrow", "dmy", "date_unknown"],
    ["1. Kauf 2024", null, "date_unknown"],
    ["2024-03-01 and later", "ymd", "date_unknown"],
    ["192.168.1.100", "dmy", "date_unknown"],
    ["2024", "ymd", "date_unknown"],
    ["", "ymd", "date_unknown"],
  ])("%s as %s", (text, order, expected) => expect(iso(text, order)).toBe(expected));

  it("gives back every day that it was written from", () => {
    const day = date({ min: new Date("1970-01-01"), max: new Date("2068-12-31"), noInvalidDate: true });
    const separators = constantFrom(".", "/", "-");
    assert(
      property(day, constantFrom("ymd", "dmy", "mdy"), separators, (at, order, separator) => {
        const [year, month, dayOfMonth] = at.toISOString().slice(0, 10).split("-") as [string, string, string];
        const parts = { ymd: [year, month, dayOfMonth], dmy: [dayOfMonth, month, year], mdy: [month, dayOfMonth, year] }[order as "ymd"];
        expect(instantIn(parts.join(separator), order as DateOrder, "UTC")).toBe(Date.parse(at.toISOString().slice(0, 10)));
      }),
    );
  });

  it("gives back every second, in zones with summer time", () => {
    const zones = constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC");
    assert(
      property(integer({ min: 0, max: 2_000_000_000 }), zones, (seconds, timeZone) => {
        const local = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(timeZone);
        const text = local.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", " ");
        expect(instantIn(text, "ymd", timeZone)).toBe(local.toPlainDateTime().toZonedDateTime(timeZone).epochMilliseconds);
      }),
    );
  });
});

describe("amountIn", () => {
  it.each<[string, "." | "," | null, number | string, string?]>([
    ["1234.56", ".", 123456],
    ["1234.56", ",", 123456],
    ["1.234,56", ",", 123456],
    ["1.234,56", ".", 123456],
    ["1,234.56", ".", 123456],
    ["1,234.56", ",", 123456],
    ["1 234,56", ",", 123456],
    ["1\u00a0234,56", ",", 123456],
    ["1'234.56", ".", 123456],
    ["1’234’567.5", ".", 123456750],
    ["1.234.567,8", null, 123456780],
    ["1,234,567", null, 123456700],
    ["12,34,567.50", ".", 123456750],
    ["1.234", ",", 123400],
    ["1.234", ".", 123],
    ["1,234", ".", 123400],
    ["1,234", ",", 123],
    ["1.234", null, "amount_unclear"],
    ["0.234", null, 23],
    ["1234.567", null, 123457],
    ["1,5", null, 150],
    [",5", null, 50],
    ["12.", null, 1200],
    ["1.234,-", ",", 123400],
    ["1234,--", ",", 123400],
    ["1.234,56 €", ",", 123456, "EUR"],
    ["€1,234.56", ".", 123456, "EUR"],
    ["$ 1,234", ".", 123400, "USD"],
    ["-$5.00", ".", -500, "USD"],
    ["$-5.00", ".", -500, "USD"],
    ["US$12", ".", 1200, "USD"],
    ["12 EUR", ".", 1200, "EUR"],
    ["CHF 1'234.50", ".", 123450, "CHF"],
    ["GBP12.5", ".", 1250, "GBP"],
    ["12,50 Euro", ",", 1250, "EUR"],
    ["¥1,200", ".", 1200, "JPY"],
    ["1200 kr", ".", 120000, "SEK"],
    ["(123.45)", ".", -12345],
    ["($123.45)", ".", -12345, "USD"],
    ["-12,5", ",", -1250],
    ["−12,5", ",", -1250],
    ["12.50-", ".", -1250],
    ["+12.50", ".", 1250],
    ["'123.45", ".", 12345],
    ["0", ".", 0],
    ["12 XQX", ".", "currency_unknown"],
    ["abc", ".", "amount_unknown"],
    ["twelve", ".", "amount_unknown"],
    ["", ".", "amount_unknown"],
    ["-", ".", "amount_unknown"],
    ["1.2.3", ".", "amount_unknown"],
    ["1,23,4", ".", "amount_unknown"],
    ["1.234.56", ".", "amount_unknown"],
    ["12 34", ".", "amount_unknown"],
    ["50 %", ".", "amount_unknown"],
    ["=1+1", ".", "amount_unknown"],
    ["1e5", ".", "amount_unknown"],
  ])("%s with %s", (text, decimal, expected, currency) => {
    const amount = amountIn(text, decimal, currency === undefined ? "EUR" : currency === "SEK" ? "SEK" : "CHF");
    expect(typeof amount === "string" ? amount : amount.amountMinor).toBe(expected);
    if (currency && typeof amount !== "string") expect(amount.currency).toBe(currency);
  });

  it("gives back every amount that it was written from, as people in four countries write it", () => {
    const styles = constantFrom<[string, "." | ","]>(["de-DE", ","], ["en-US", "."], ["de-CH", "."], ["fr-FR", ","]);
    assert(
      property(integer({ min: -1e12, max: 1e12 }), styles, (minor, [locale, decimal]) => {
        const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(minor / 100);
        expect(amountIn(text, decimal, "EUR")).toEqual({ amountMinor: minor, currency: "EUR" });
        const withSign = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(minor / 100);
        expect(amountIn(withSign, decimal, "USD")).toEqual({ amountMinor: minor, currency: "EUR" });
      }),
    );
  });

  it("never reads an amount with both signs in two ways", () => {
    assert(
      property(tuple(integer({ min: 1, max: 999 }), integer({ min: 0, max: 999 }), integer({ min: 0, max: 99 })), ([a, b, c]) => {
        const text = `${a}.${String(b).padStart(3, "0")},${String(c).padStart(2, "0")}`;
        expect(amountIn(text, ".", "EUR")).toEqual(amountIn(text, ",", "EUR"));
      }),
    );
  });

  it("reads plain numbers", () => {
    expect(numberIn("1.234", ",")).toBe(1234);
    expect(numberIn("-3", ".")).toBe(-3);
    expect(numberIn("12 pieces", ".")).toBe("amount_unknown");
  });

  it("says which sign decides", () => {
    const signs = ["1.5", "1,5", "1.234", "1,234,567", "1.234.567", "7", "x"].map((text) => decimalOf(text));
    expect(signs).toEqual([".", ",", "either", ".", ",", "none", "unlike"]);
  });

  it("knows currencies by sign and code, dollars by the workspace", () => {
    expect(["€", "eur", "$", "£", "Fr.", "XQX"].map((word) => currencyIn(word, "CAD"))).toEqual([
      "EUR",
      "EUR",
      "CAD",
      "GBP",
      "CHF",
      undefined,
    ]);
  });
});

it("reads e-mails, phones, texts, flags and outcomes", () => {
  expect(emailIn(" Ada Lovelace <Ada@Example.com> ")).toBe("ada@example.com");
  expect(emailIn("mailto:ada@example.com")).toBe("ada@example.com");
  expect(emailIn("ada at example")).toBeUndefined();
  expect(["+49 228 1234567", "(0228) 123-4567", "'+4915112345678", "12345"].map(looksLikePhone)).toEqual([true, true, true, false]);
  expect([textIn("'0815"), textIn("'t Hart"), textIn(" x ")]).toEqual(["0815", "'t Hart", "x"]);
  expect([flagIn("Ja"), flagIn("FALSE"), flagIn("maybe")]).toEqual([true, false, undefined]);
  expect(["Closed Won", "closedwon", "5. Gewonnen", "Abgeschlossen/Verloren", "Offen", "Angebot"].map(outcomeIn)).toEqual([
    "won",
    "won",
    "won",
    "lost",
    "open",
    undefined,
  ]);
});
