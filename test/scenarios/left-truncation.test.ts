import { afterAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import type { DurationsAnswer, FunnelAnswer } from "#insights/flow/contract.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { incidence, incidenceAt } from "#stats/survival/incidence.ts";
import { tableOfStays } from "#stats/survival/ages.ts";
import { useApp } from "#test/app.ts";
import { importing } from "#test/imports.ts";

const day = 86_400_000;
const [firstExport, secondExport] = [Date.UTC(2025, 5, 1, 10), Date.UTC(2025, 11, 18, 10)];

/** Deals of which 40 % are won in the end, in 60 days on average; the others are lost, in 90. They begin evenly over 400 days up to the second export. */
function buildDeals(count: number): { began: number; ended: number; won: boolean }[] {
  const { uniform } = openRandom(21);
  return Array.from({ length: count }, () => {
    const began = secondExport - Math.floor(uniform() * 400) * day;
    const won = uniform() < 0.4;
    return { began, won, ended: began + Math.round(-Math.log(uniform()) * (won ? 60 : 90)) * day };
  });
}
const truth = 0.4 * (1 - Math.exp(-90 / 60));

/** What a CRM shows that keeps only what is open, on a day; `all` shows also what has ended since the first export. */
function csvOf(deals: ReturnType<typeof buildDeals>, at: number): string {
  const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const lines = deals.flatMap(({ began, ended, won }, i) => {
    if (began > at || ended <= firstExport) return [];
    const closed = ended <= at;
    return [`D-${i},Deal ${i},${closed ? (won ? "Won" : "Lost") : "Qualified"},${date(began)},${closed ? date(ended) : ""}`];
  });
  return ["Deal ID,Deal name,Stage,Created,Close date", ...lines].join("\n");
}

describe("an import that found deals already open (CHECK 1e)", { timeout: 180_000 }, () => {
  const app = useApp({ template: "wholesale" });
  const imports = importing(app);
  afterAll(() => setClock(() => Date.now()));

  it("lets them count from the import on: the share won by day 90 is within 0.01 of the truth, plain counting is not", async () => {
    const deals = buildDeals(9_000);
    setClock(() => firstExport);
    const first = await imports.bring({ "deals.csv": csvOf(deals, firstExport) });
    setClock(() => secondExport);
    const second = await imports.bring({ "deals.csv": csvOf(deals, secondExport) });
    const seen = deals.filter(({ ended }) => ended > firstExport);
    const early = seen.filter(({ began }) => began <= firstExport);
    const created = ({ result }: typeof first) => result!.kinds.find(({ kind }) => kind === "deals")!.created;
    expect([created(first), created(second)]).toEqual([early.length, seen.length - early.length]);

    await app.settle(60_000);
    const get = async <Body>(path: string) => (await app.api<Body>("GET", `/api/insights/${path}?from=first`)).body;
    const { cohort } = await get<FunnelAnswer>("funnel");
    expect([cohort.deals, cohort.lateEntry]).toEqual([seen.length, early.length]);
    const { whole } = await get<DurationsAnswer>("durations");
    const told = whole.won.find(({ days }) => days === 90)!.share;
    expect(Math.abs(told.value! - truth)).toBeLessThan(0.01);
    expect(told.low!).toBeLessThan(truth);
    expect(told.high!).toBeGreaterThan(truth);

    const days = (ms: number) => Math.round(ms / day);
    const plain = tableOfStays(
      {
        exit: seen.map(({ began, ended }) => days(Math.min(ended, secondExport) - began)),
        cause: seen.map(({ ended, won }) => (ended > secondExport ? 0 : won ? 1 : 2)),
      },
      2,
    );
    expect(Math.abs(incidenceAt(incidence(plain), 1, 90) - truth)).toBeGreaterThan(0.01);
  });
});
