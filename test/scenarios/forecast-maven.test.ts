import { beforeAll, describe, expect, it } from "vitest";
import { wape } from "#stats/forecast/accuracy.ts";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useApp } from "#test/app.ts";
import { fileOf, importing } from "#test/imports.ts";
import { sharedPath } from "#test/shared.ts";

describe("Maven, imported, forecast from ten past days with what was known then (CHECK 4d)", { timeout: 180_000 }, () => {
  const app = useApp();

  beforeAll(async () => {
    const names = ["sales_pipeline", "accounts", "products", "sales_teams"];
    await importing(app).bring(Object.fromEntries(names.map((name) => [`${name}.csv.gz`, fileOf(sharedPath(`maven_crm/${name}.csv.gz`))])));
    await app.settle(60_000);
  }, 180_000);

  const ask = async (asOf: string, until: string) => {
    const { status, body } = await app.api<ForecastAnswer>("GET", `/api/insights/forecast?asOf=${asOf}&until=${until}`);
    expect([status, status === 200 ? "" : body]).toEqual([200, ""]);
    return body;
  };
  const end = (month: number) => new Date(Date.UTC(2017, month, 0)).toISOString().slice(0, 10);
  const came = async (from: string, until: string) =>
    (await app.api("GET", `/api/insights/records?metric=averageDealSize&from=${from}&to=${until}&limit=1`)).body.sum as number;

  it("is off by at most 10 % at one month and 9 % at three, and its 80 % ranges hold at six origins or more", async () => {
    const rows: { months: number; middle: number; low: number; high: number; actual: number }[] = [];
    for (const [months, origins] of [
      [1, [6, 7, 8, 9, 10, 11]],
      [3, [6, 7, 8, 9]],
    ] as const) {
      for (const month of origins) {
        const { figure, from, to } = await ask(end(month), end(month + months));
        const actual = await came(from, to);
        rows.push({ months, middle: figure.value!, low: figure.low!, high: figure.high!, actual });
      }
    }
    const errorOf = (months: number) => {
      const own = rows.filter((row) => row.months === months);
      return wape(
        own.map(({ actual }) => actual),
        own.map(({ middle }) => middle),
      );
    };
    expect(errorOf(1)).toBeLessThanOrEqual(0.1);
    expect(errorOf(3)).toBeLessThanOrEqual(0.09);
    expect(rows.filter(({ low, high, actual }) => low <= actual && actual <= high).length).toBeGreaterThanOrEqual(6);
  });

  it("spreads twelve months as all members do: what a forecast of the first of them alone says lies in its range", async () => {
    const [month, year] = [await ask("2017-12-31", "2018-01-31"), await ask("2017-12-31", "2018-12-31")];
    const [first] = year.byMonth;
    expect([first!.from, first!.to]).toEqual([month.from, month.to]);
    expect(first!.ranges[1]!.low).toBeLessThan(month.figure.value!);
    expect(first!.ranges[1]!.high).toBeGreaterThan(month.figure.value!);
    expect(year.path.at(-1)!.ranges).toEqual(year.ranges);
  });
});
