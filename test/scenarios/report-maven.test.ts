import { beforeAll, describe, expect, it } from "vitest";
import { metricNames, type MetricName, type MetricsAnswer } from "#insights/contract.ts";
import { useApp } from "#test/app.ts";
import { fileOf, importing } from "#test/imports.ts";
import { dayOf, readMaven } from "#test/maven.ts";
import { sharedPath } from "#test/shared.ts";

const files = ["sales_pipeline", "accounts", "products", "sales_teams"];

/** In Europe/Berlin: between its dates lie days of 23 and 25 hours. */
describe("the figures of a CRM's export", { timeout: 120_000 }, () => {
  const app = useApp({ template: "online-shop" });
  beforeAll(async () => {
    const done = await importing(app).bring(
      Object.fromEntries(files.map((name) => [`${name}.csv.gz`, fileOf(sharedPath(`maven_crm/${name}.csv.gz`))])),
    );
    expect(done.failure).toBeNull();
    await app.settle();
  }, 120_000);

  const ask = async (query: string) => {
    const { status, body } = await app.api<MetricsAnswer>("GET", `/api/insights/metrics?${query}`);
    expect([status, body]).toEqual([200, expect.anything()]);
    return body;
  };

  it("are the known ones as of the end of 2017", async () => {
    const { metrics } = await ask("from=first&asOf=2017-12-31");
    const { winRate, averageDealSize, salesCycle, salesVelocity, conversionRate } = metrics;
    expect(winRate).toMatchObject({ value: 4238 / 6711, n: 6711, from: "2016-10-20", to: "2017-12-31", unit: "share", level: 0.8 });
    expect(averageDealSize).toMatchObject({ value: 1_000_553_400 / 4238, n: 4238, median: 111_700, unit: "money" });
    expect(salesCycle.value).toBeCloseTo(51.78197, 5);
    expect(salesCycle).toMatchObject({ median: 57, n: 4238, beside: [{ name: "medianToClose", value: 69 }] });
    expect(metrics.winRateByValue).toMatchObject({ value: null, n: 4238, leftOut: 2473 }); // what was lost has no value in this file
    expect(salesVelocity.n).toBe(1589); // a stock of open deals
    expect(salesVelocity.value! / 100).toBeCloseTo(45_750.76, 2);
    expect(conversionRate).toMatchObject({ n: 8300, undecided: 1589, horizonDays: 138 });
    expect(conversionRate.value).toBeCloseTo(0.5194, 3);
    expect(conversionRate.beside).toEqual([
      { name: "wonOfAll", value: 4238 / 8300, unit: "share" },
      { name: "wonOfDecided", value: 4238 / 6711, unit: "share" },
    ]);
  });

  it("know on a past day nothing of later: neither ends nor what deals were sold for", async () => {
    const { metrics } = await ask("from=first&asOf=2017-06-30");
    const rows = readMaven().filter(({ engagedDay }) => engagedDay !== null && engagedDay <= dayOf("2017-06-30"));
    const closed = rows.filter(({ closedDay }) => closedDay !== null && closedDay <= dayOf("2017-06-30"));
    const won = closed.filter(({ outcome }) => outcome === "won");
    expect(metrics.winRate.value).toBe(won.length / closed.length);
    expect(metrics.conversionRate).toMatchObject({ n: rows.length, undecided: rows.length - closed.length });
    expect(metrics.averageDealSize.value).toBe((won.reduce((sum, { value }) => sum + value, 0) * 100) / won.length);
    expect(metrics.salesVelocity.n).toBe(rows.length - closed.length);
    const dear = await app.api<MetricsAnswer>("GET", "/api/insights/metrics?from=first&asOf=2017-06-30&minValue=1");
    expect(dear.body.metrics.conversionRate.undecided).toBe(0); // what an open deal is worth was not known
    const nothing = await ask("from=first&asKnownOn=2017-12-31"); // the file came years later
    expect(metricNames.map((name) => nothing.metrics[name].n)).toEqual(metricNames.map(() => 0));
  });

  it("fall into categories and owners that add up, and a person's rate is drawn to the team's", async () => {
    const whole = (await ask("from=first&asOf=2017-12-31")).metrics;
    for (const by of ["category", "owner"]) {
      const groups = (await ask(`from=first&asOf=2017-12-31&by=${by}`)).groups!;
      for (const name of ["winRate", "averageDealSize", "salesVelocity"] as MetricName[])
        expect([by, name, groups.reduce((sum, { metrics }) => sum + metrics[name].n, 0)]).toEqual([by, name, whole[name].n]);
    }
    const owners = (await ask("from=first&asOf=2017-12-31&by=owner")).groups!.filter(({ key }) => key !== "none");
    expect(owners).toHaveLength(30);
    const raw = owners.map(({ metrics }) => metrics.winRate.beside.find(({ name }) => name === "unshrunk")!.value!);
    const shrunk = owners.map(({ metrics }) => metrics.winRate.value!);
    expect([Math.min(...raw), Math.max(...raw)].map((share) => Math.round(share * 1000))).toEqual([550, 704]);
    expect(Math.max(...shrunk) - Math.min(...shrunk)).toBeLessThan((Math.max(...raw) - Math.min(...raw)) / 2);
  });
});
