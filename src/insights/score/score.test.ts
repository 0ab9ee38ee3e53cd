import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, day, dealRow, type Scene } from "#test/ledger.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { hasty, hastyLater, lives } from "#test/lives.ts";
import { readMaven } from "#test/maven.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import type { BinAnswer, ChanceAnswer, OpenAnswer, ScoreAnswer } from "./contract.ts";

const app = useApp();
const at = (scene: Scene) => ({ workspace: scene.workspaceId });

function uuidFrom({ bits }: Random): string {
  const hex = Array.from({ length: 4 }, () => bits().toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

describe("Maven (CHECK 6)", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await buildScene(app.db, { timeZone: "UTC", currency: "USD" });
    const random = openRandom(6);
    const rows = readMaven().flatMap(({ engagedDay, closedDay, outcome, agent, product, value }): NewLedgerRow[] => {
      if (engagedDay === null || outcome === "prospecting") return [];
      const words = {
        id: uuidFrom(random), // the same in every run, since a score picks by ids
        path: [["interest", engagedDay * day]] as [string, number][],
        ownerId: agent,
        category: product,
        driven: false,
      };
      if (outcome === "open") return [dealRow(scene, words)];
      const end = {
        ...words,
        outcome,
        closedAt: closedDay! * day,
        ...(outcome === "won" && { valueMinor: value * 100, currency: "USD" }),
      } as const;
      // As an import writes it: both rows tell of the deal as it ended.
      return [{ ...dealRow(scene, end), at: engagedDay * day }, dealRow(scene, end)];
    });
    await scene.write(rows);
    await app.settle();
  }, 120_000);

  const scoreOf = async (asOf: string) => {
    const { status, body } = await app.api<ScoreAnswer>("GET", `/api/insights/score?asOf=${asOf}`, undefined, at(scene));
    expect(status).toBe(200);
    return body;
  };

  it("says that there is no signal beyond stage and age, and tells deals of one age apart by nothing", async () => {
    expect((await scoreOf("2017-12-31")).state).toBe("noSignal");
    const { body } = await app.api<OpenAnswer>("GET", "/api/insights/score/open?asOf=2017-12-31&limit=200", undefined, at(scene));
    const chances = Map.groupBy(body.deals, ({ ageDays }) => ageDays);
    expect(chances.size).toBeLessThan(body.deals.length / 2);
    expect(Math.max(...body.deals.map(({ chance }) => chance))).toBeLessThan(0.65); // of no age more than 52 % were won by the oldest that closed
    for (const deals of chances.values())
      expect(Math.max(...deals.map(({ chance }) => chance)) - Math.min(...deals.map(({ chance }) => chance))).toBeLessThan(0.03);
  });

  it("gave within three points of what came, over the ends of four months", async () => {
    // Its quarters differ (docs/insight-checks.md): what the ends of four months looked back on is judged together.
    const off: number[] = [];
    for (const day of ["2017-09-30", "2017-10-31", "2017-11-30", "2017-12-31"]) {
      const { given, came, n } = (await scoreOf(day)).check!;
      expect(n).toBeGreaterThan(500);
      off.push(given - came);
    }
    expect(Math.abs(off.reduce((sum, one) => sum + one, 0) / off.length)).toBeLessThan(0.03);
  });
});

const ends = Date.UTC(2026, 2, 2);

describe("a shop where sources and calls tell", { timeout: 90_000 }, () => {
  let scene: Scene;
  let then: ChanceAnswer;
  let early: ScoreAnswer;
  beforeAll(async () => {
    scene = await buildScene(app.db, { timeZone: "UTC" });
    const rows = lives(scene, 5200, 4, ends);
    const cut = rows.findLastIndex((row) => row.at < ends - 40 * day);
    await scene.write(rows.slice(0, cut + 1));
    await app.settle();
    setClock(() => rows[cut]!.at + 3_600_000);
    const { body } = await app.api<OpenAnswer>("GET", "/api/insights/score/open?limit=1", undefined, at(scene));
    then = (await app.api<ChanceAnswer>("GET", `/api/deals/${body.deals[0]!.dealId}/chance`, undefined, at(scene))).body;
    early = (await app.api<ScoreAnswer>("GET", "/api/insights/score", undefined, at(scene))).body;
    await scene.write(rows.slice(cut + 1));
    await app.settle();
    setClock(() => ends);
  }, 240_000);
  afterAll(() => setClock(() => Date.now()));

  const card = async (query = "") => (await app.api<ScoreAnswer>("GET", `/api/insights/score?${query}`, undefined, at(scene))).body;

  it("finds the signal, and is neither too bold nor too shy on a later period (slope 0.9 to 1.2)", async () => {
    const { state, uses, check, learnt, refused } = await card();
    expect(state).toBe("features");
    expect(uses).toContain("source");
    expect(refused.map(({ factor }) => factor)).toEqual(["value"]); // known of deals won only
    expect(learnt.won).toBeGreaterThan(300);
    expect(check!.full.brier).toBeLessThan(check!.plain.brier);
    // One period's thousand deals tell the slope to ± 0.1 only: the mean of three periods is judged.
    const slopes = [check!.shown.slope!];
    for (const back of [40, 80]) slopes.push((await card(`asOf=${new Date(ends - back * day).toISOString()}`)).check!.shown.slope!);
    const slope = slopes.reduce((sum, one) => sum + one, 0) / slopes.length;
    expect(slope).toBeGreaterThan(0.9);
    expect(slope).toBeLessThan(1.2);
    expect(Math.abs(check!.given - check!.came)).toBeLessThan(0.05);
  });

  it("opens the deals behind every bar of the check, and they add up", async () => {
    const { check } = await card();
    let total = 0;
    for (const { from, came, given } of check!.bins) {
      const { body } = await app.api<BinAnswer>(
        "GET",
        `/api/insights/score/records?bin=${Math.round(from * 10)}&limit=200`,
        undefined,
        at(scene),
      );
      expect(body.total).toBe(came.n);
      if (came.value !== null) expect(body.sum / body.total).toBeCloseTo(came.value, 9);
      expect(body.given / body.total).toBeCloseTo(given, 9);
      if (body.total <= 200) expect(body.records.filter(({ inTime }) => inTime)).toHaveLength(body.sum);
      total += body.total;
    }
    expect(total).toBe(check!.n);
    const letters = await card("source=letter");
    expect(letters.check!.n).toBeLessThan(check!.n);
    expect(letters.check!.came).toBeGreaterThan(check!.came);
  });

  it("gives on a past day what it gave then, though it has seen what came since", async () => {
    const { body } = await app.api<ChanceAnswer>("GET", `/api/deals/${then.dealId}/chance?asOf=${then.asOf}`, undefined, at(scene));
    expect(body).toEqual(then);
    const again = await card(`asOf=${early.asOf}`);
    expect(again.check!.shown).toEqual(early.check!.shown);
    expect(again.open.expectedWon.value).toBeCloseTo(early.open.expectedWon.value!, 9);
  });

  it("tells why in words, with the rates behind it, and never by the owner", async () => {
    const { body } = await app.api<OpenAnswer>("GET", "/api/insights/score/open?limit=200", undefined, at(scene));
    const answers: ChanceAnswer[] = [];
    for (const { dealId, chance } of [...body.deals.slice(0, 15), ...body.deals.slice(-15)]) {
      const { body: deal } = await app.api<ChanceAnswer>("GET", `/api/deals/${dealId}/chance`, undefined, at(scene));
      expect(deal.chance.value).toBeCloseTo(chance, 9);
      expect(deal.chance.low!).toBeLessThanOrEqual(deal.chance.value!);
      expect(deal.chance.high!).toBeGreaterThanOrEqual(deal.chance.value!);
      expect(deal.when!.low <= deal.when!.middle && deal.when!.middle <= deal.when!.high).toBe(true);
      answers.push(deal);
    }
    const reasons = answers.flatMap(({ up, down }) => [...up, ...down]);
    expect(reasons.some(({ factor, level, adds }) => factor === "source" && level === "letter" && adds > 0)).toBe(true);
    expect(reasons.some(({ factor, level, adds }) => factor === "source" && level === "advert" && adds < 0)).toBe(true);
    expect(reasons.some(({ factor }) => factor === "owner")).toBe(false);
    for (const { factor, level, rate, others } of reasons)
      if (factor === "source" && level === "letter") expect(rate.value!).toBeGreaterThan(others.value!);
    for (const { kind, factor, adds } of reasons)
      expect(kind === "action").toBe(adds < 0 && (factor === "activity" || factor === "activities"));
    expect(body.sum).toBeCloseTo((await card()).open.expectedWon.value!, 6);
  });

  it("answers for a deal that is closed, or not there", async () => {
    const closed = await app.db.inWorkspace(scene.workspaceId, async () => then.dealId);
    expect((await app.api("GET", `/api/deals/${newId()}/chance`, undefined, at(scene))).status).toBe(404);
    expect((await app.api("GET", `/api/deals/${closed}/chance`, undefined, { workspace: app.shop.workspaceId })).body.error.code).toBe(
      "deal_missing",
    );
  });
});

it("knows that who did not pay within minutes will hardly pay, where most pay at once", { timeout: 90_000 }, async () => {
  const scene = await buildScene(app.db, { timeZone: "UTC" });
  await scene.write(hasty(scene, 8000, 7, ends));
  await app.settle();
  setClock(() => ends);
  let [expected, open] = [0, 0];
  for (const back of [40, 60, 80]) {
    const asked = `asOf=${new Date(ends - back * day).toISOString()}`;
    const { body } = await app.api<ScoreAnswer>("GET", `/api/insights/score?${asked}`, undefined, at(scene));
    [expected, open] = [expected + body.open.expectedWon.value!, open + body.open.deals];
  }
  setClock(() => Date.now());
  expect(open).toBeGreaterThan(600);
  // By what one in five of all new ones does, it would be more than three times as many.
  expect(expected / (open * hastyLater)).toBeGreaterThan(0.6);
  expect(expected / (open * hastyLater)).toBeLessThan(1.6);
});

describe("below the gates", { timeout: 60_000 }, () => {
  it.each([0, 1, 5, 30, 300])("%i deals: never NaN, and it says what it does not know", async (count) => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    await scene.write(lives(scene, count, count, ends));
    await app.settle();
    const { status, body } = await app.api<ScoreAnswer>("GET", "/api/insights/score", undefined, at(scene));
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain("NaN");
    const { won, lost } = body.learnt;
    if (count < 2 || won + lost < 5 || won === 0) expect(body.state).toBe("tooEarly");
    else if (won < 100 || lost < 100) expect(body.state).toBe("rates");
    if (body.state === "rates") expect(body.uses).toEqual([]);
    const { body: open } = await app.api<OpenAnswer>("GET", "/api/insights/score/open", undefined, at(scene));
    for (const { dealId } of open.deals.slice(0, 2)) {
      const { body: deal } = await app.api<ChanceAnswer>("GET", `/api/deals/${dealId}/chance`, undefined, at(scene));
      if (body.state !== "features") expect([...deal.up, ...deal.down]).toEqual([]);
      expect(deal.chance.high! - deal.chance.low!).toBeGreaterThan(count < 100 ? 0.02 : 0);
    }
  });

  it("a value that is known only of deals won is never used", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    await scene.write(lives(scene, 600, 8, ends));
    await app.settle();
    const { body } = await app.api<ScoreAnswer>("GET", "/api/insights/score", undefined, at(scene));
    expect(body.refused.map(({ factor }) => factor)).toContain("value");
    expect(body.uses).not.toContain("value");
  });
});
