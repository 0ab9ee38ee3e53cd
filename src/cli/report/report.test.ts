import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommanderError } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { limits } from "#base/limits.ts";
import type { SavedView } from "#insights/views/contract.ts";
import { useApp } from "#test/app.ts";
import { activitiesOf, fullShop, madeByHand } from "#test/full-shop.ts";
import { buildScene, day, dealRow, type Scene } from "#test/ledger.ts";
import { reportCommand } from "./report.ts";

/** What is read of a funnel's JSON. */
type Told = { cohort: { deals: { value: number } } };

function isoDay(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * day).toISOString().slice(0, 10);
}

describe("reports of the command line", { timeout: 180_000 }, () => {
  const app = useApp();
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-report-"));
  let scene: Scene;
  beforeAll(async () => {
    scene = await buildScene(app.db);
    const end = Date.now() - 60_000;
    const rows = fullShop(scene, end, 400);
    await scene.write([...rows, ...activitiesOf(rows), ...madeByHand(scene, end)]);
    await app.settle(60_000);
    vi.stubEnv("SLUICE_DATA", dataDir);
    vi.stubEnv("PORT", new URL(await app.listen()).port);
    writeFileSync(path.join(dataDir, "admin.token"), app.adminHeaders()["authorization"]!.slice("Bearer ".length));
  }, 120_000);
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(dataDir, { recursive: true });
  });

  /** A report as the command line makes it, in this process: a process of its own for each would take ten times as long. */
  async function reportOf({ workspaceId }: Scene, ...args: string[]) {
    const told = { code: 0, stdout: "", stderr: "" };
    const root = reportCommand();
    for (const command of root.commands)
      command.exitOverride().configureOutput({ writeOut: (text) => (told.stdout += text), writeErr: (text) => (told.stderr += text) });
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => (told.stdout += String(text)) !== "");
    try {
      await root.parseAsync([...args, "--workspace", workspaceId], { from: "user" });
    } catch (error) {
      told.code = error instanceof CommanderError ? error.exitCode : 1;
      if (!(error instanceof CommanderError)) told.stderr += `${(error as Error).message}\n`;
    } finally {
      write.mockRestore();
    }
    return told;
  }
  const report = (...args: string[]) => reportOf(scene, ...args);
  async function json<Body>(...args: string[]): Promise<Body> {
    const { code, stdout, stderr } = await report(...args, "--json");
    expect([args, code, stderr]).toEqual([args, 0, ""]);
    return JSON.parse(stdout) as Body;
  }

  describe("by a dimension", () => {
    type Grouped = Told & { by: string; groups: (Told & { key: string })[]; leftOut: number };

    it("the same report for each of its values and for deals without one, beside the whole", async () => {
      const { cohort, groups, by, leftOut } = await json<Grouped>("funnel", "--by", "source");
      expect([by, leftOut, groups.map(({ key }) => key).sort()]).toEqual(["source", 0, ["newsletter", "none", "search"]]);
      expect(groups.reduce((sum, group) => sum + group.cohort.deals.value, 0)).toBe(cohort.deals.value);
      const only = await json<Told>("funnel", "--where", "source=newsletter");
      expect(groups.find(({ key }) => key === "newsletter")!.cohort.deals.value).toBe(only.cohort.deals.value);
      const { stdout } = await report("funnel", "--by", "source");
      for (const key of ["newsletter", "search", "none"]) expect(stdout.split("\n")).toContain(`source: ${key}`);
    });

    it("of every report that has no groups of its own", async () => {
      for (const kind of ["durations", "bottlenecks", "backtest", "score", "repeat"]) {
        const { groups } = await json<Grouped>(kind, "--by", "customers");
        expect([kind, groups.map(({ key }) => key)]).toEqual([kind, ["new", "returning"]]);
        expect([kind, Object.keys(groups[0]!).length > 3]).toEqual([kind, true]);
      }
    });

    it("one value alone where the question is narrowed to it, and no stretches of time", async () => {
      expect((await json<Grouped>("funnel", "--by", "source", "--where", "source=search")).groups.map(({ key }) => key)).toEqual([
        "search",
      ]);
      const { code, stderr } = await report("funnel", "--by", "week");
      expect([code, stderr]).toEqual([1, expect.stringContaining("Allowed choices are owner, source, category, country, customers.")]);
    });

    it("so many values at most, and says how many are left out", async () => {
      const many = await buildScene(app.db);
      const at = Date.now() - 5 * day;
      const sources = Array.from({ length: limits.reportGroups + 3 }, (_, n) => `s${n}`);
      await many.write(sources.map((touchSource) => dealRow(many, { path: [["interest", at]], touchSource })));
      await app.settle();
      const { stdout } = await reportOf(many, "funnel", "--by", "source");
      expect(stdout.match(/^source: s\d+$/gm)).toHaveLength(limits.reportGroups);
      expect(stdout).toContain("3 more of source, with fewer deals, are left out");
    });
  });

  describe("as JSON", () => {
    const words = ["value", "low", "high", "level", "n", "undecided", "unit", "method", "from", "to"];
    /** Numbers that are no figures, by the end of their path: how many records a figure has or leaves out, settings, gates, places on an axis. */
    const bare = new RegExp(
      [
        "n|ofAll|leftOut|seq|unread|months|wins|weeks|quietWeeks|needed|needed\\.\\w+|comparisons|running\\.\\w+",
        "amountMinor|terms\\.\\w+|horizonDays|stepDays|band\\.\\w+|bands\\.\\w+|bands\\.\\w+\\.\\d+",
        "occupation\\.\\d+\\.days|won\\.\\d+\\.days|repeatBy\\.\\d+\\.days|ofWon\\.\\d+\\.share|bins\\.\\d+\\.(from|to)|byOrders\\.\\d+\\.orders",
        "cells\\.\\d+\\.(recency|frequency|money)|nBefore|nAfter|people",
      ]
        .map((one) => `(^|\\.)(${one})$`)
        .join("|"),
    );
    const lineWords = words.filter((word) => !["value", "low", "high"].includes(word));
    const pointWords = ["value", "low", "high", "n"];

    /** Estimates, and lines and points of lines, that lack a word; and numbers outside of them. */
    function lacking(value: unknown, at: string[] = []): string[] {
      const here = at.join(".");
      if (typeof value === "number") return bare.test(here) ? [] : [`bare: ${here}`];
      if (typeof value !== "object" || value === null) return [];
      const lacks = (own: object, wanted: readonly string[], where: string) =>
        wanted.filter((word) => !(word in own)).map((word) => `${where} has no ${word}`);
      const restOf = (known: readonly string[]) =>
        Object.entries(value).flatMap(([name, own]) => (known.includes(name) ? [] : lacking(own, [...at, name])));
      if ("points" in value && Array.isArray(value.points))
        return [
          ...lacks(value, lineWords, here),
          ...(value.points as object[]).flatMap((point, index) => {
            const places = Object.keys(point).filter((name) => !pointWords.includes(name));
            return [
              ...lacks(point, pointWords, `${here}.points.${index}`),
              ...(places.length === 1 ? [] : [`${here}: a point at ${places.join()}`]),
            ];
          }),
          ...restOf([...lineWords, "points"]),
        ];
      if (!("value" in value)) return restOf([]);
      return [...lacks(value, words, here), ...restOf(words)];
    }

    it.each([
      ["metrics", ["--by", "source"]],
      ["funnel", ["--from", isoDay(60), "--compare", "previous"]],
      ["durations", []],
      ["bottlenecks", ["--from", isoDay(120)]],
      ["forecast", ["--by", "source"]],
      ["backtest", []],
      ["score", []],
      ["repeat", []],
      ["trends", []],
      ["sales", ["--by", "source"]],
    ] as const)("%s carries value, range, n, unit, method and period for each figure", async (kind, args) => {
      const answer = await json<object>(kind, ...args);
      expect([kind, [...new Set(lacking(answer).map((one) => one.replaceAll(/\d+/g, "#")))]]).toEqual([kind, []]);
      const told = JSON.stringify(answer);
      for (const [of, figure] of [
        [
          "bottlenecks",
          /"loss":\{"value":-?[\d.]+,"low":-?[\d.]+,"high":-?[\d.]+,"level":0.8,"n":\d+,"undecided":\d+,"unit":"money per month","currency":"EUR"/,
        ],
        ["funnel", /"wonOfAll":\{"value":0\.\d+,/],
        ["durations", /"valueOlder":\{"value":\d+,"low":null,/],
        ["durations", /"us":\{"share":\{"value":0\.\d+,"low":0\.\d+/],
        ["durations", /"withinDay":\{"value":0\.\d+,"low":0\.\d+/],
        ["durations", /"decay":\{"horizonDays":[\d.]+,"level":0.8,"n":\d+,"undecided":\d+,"unit":"share"/],
        ["forecast", /"openMinor":\{"value":[\d.]+,/],
        ["backtest", /"wape":\{"value":[\d.]+,/],
        ["score", /"brier":\{"value":0\.\d+,/],
        ["repeat", /"meanError":\{"value":[\d.]+,/],
        [
          "repeat",
          /"curve":\{"level":0.8,"n":\d+,"undecided":\d+,"unit":"share","method":"[^"]+","from":"[\d-]+","to":"[\d-]+","points":\[\{"low":/,
        ],
        ["forecast", /"weighted":\{"value":\d+,/],
        ["trends", /"points":\{"level":null,"n":\d+,/],
        ["sales", /"revenueShare":\{"value":[\d.]+,/],
      ] as const)
        if (of === kind) expect(told).toMatch(figure);
    });
  });

  it("say of the workspace's day what was so late in the evening, when it is still the day before elsewhere", async () => {
    const [evening, next] = [`${isoDay(20)}T23:30:00Z`, isoDay(19)];
    type Said = { zombies: { open: { from: string; to: string } } };
    for (const name of ["durations", "bottlenecks"]) {
      const { zombies } = await json<Said>(name, "--as-of", evening);
      expect([name, zombies.open.from, zombies.open.to]).toEqual([name, next, next]);
    }
    const { open } = await json<{ open: { deals: { from: string } } }>("score", "--as-of", evening);
    expect(open.deals.from).toBe(next);
  });

  it("refuse days that they do not take", async () => {
    for (const kind of ["forecast", "backtest", "score"])
      for (const option of ["--from", "--to"]) {
        const { code, stderr } = await report(kind, option, "2026-01-01");
        expect([kind, code, stderr]).toEqual([kind, 1, expect.stringContaining("takes no `from` and `to`")]);
        expect(stderr).toContain("(period_not_taken)");
      }
    expect((await report("forecast", "--help")).stdout).toMatch(/--from <day> +refused: a forecast goes as far as --horizon or/);
  });

  it("take a saved view by its name or its id", async () => {
    const body = { name: "From letters", filters: { source: "newsletter" }, shared: true };
    const made = await app.api<SavedView>("POST", "/api/views", body, { workspace: scene.workspaceId });
    const only = await json<Told>("funnel", "--where", "source=newsletter");
    for (const view of ["from letters", made.body.id])
      expect((await json<Told>("funnel", "--view", view)).cohort.deals.value).toBe(only.cohort.deals.value);
    const figure = async (...args: string[]) => (await json<{ figure: object }>("forecast", ...args)).figure;
    expect(await figure("--view", "From letters")).toEqual(await figure("--where", "source=newsletter"));
    expect(await figure("--view", "From letters")).not.toEqual(await figure());
    const unknown = await report("funnel", "--view", "Letters");
    expect([unknown.code, unknown.stderr]).toEqual([1, 'There is no saved view "Letters". There are: From letters.\n']);
  });
});
