import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, dealRow, lostRow, wonRow, type Path, type Scene } from "#test/ledger.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import type { DurationsAnswer, FlowRecords, FlowsAnswer, FunnelAnswer } from "./contract.ts";

const hour = 3_600_000;
/** Noon in Berlin on a day of March 2026. */
const march = (date: number) => Date.UTC(2026, 2, date, 11);
const period = "from=2026-03-01&to=2026-03-31";

describe("the funnel, durations and flows", () => {
  const app = useApp();
  beforeAll(() => setClock(() => Date.UTC(2026, 3, 15, 12)));
  afterAll(() => setClock(() => Date.now()));

  async function ask<Body>(scene: Scene, path: string, query = period): Promise<Body> {
    await app.settle();
    const { status, body } = await app.api<Body>("GET", `/api/insights/${path}?${query}`, undefined, { workspace: scene.workspaceId });
    expect([status, status === 200 ? "" : app.lines.filter((line) => line.includes("err")).at(-1)]).toEqual([200, ""]);
    return body;
  }

  /** A deal that skips, one that goes back, one that was reopened, one that was won and then cancelled, one still on its way. */
  function fixture(scene: Scene): NewLedgerRow[] {
    const back: Path = [
      ["awareness", march(2)],
      ["interest", march(4)],
      ["awareness", march(6)],
      ["interest", march(8)],
      ["decision", march(10)],
      ["purchase", march(12)],
    ];
    const cancelled = newId();
    const paid: Path = [
      ["awareness", march(3)],
      ["purchase", march(5)],
    ];
    const reopened = newId();
    return [
      wonRow(scene, { path: back }),
      lostRow(scene, { id: reopened, path: [["awareness", march(3)]], closedAt: march(9) }),
      dealRow(scene, {
        id: reopened,
        path: [
          ["awareness", march(3)],
          ["interest", march(20)],
        ],
      }),
      wonRow(scene, { id: cancelled, path: paid }),
      lostRow(scene, { id: cancelled, path: paid, closedAt: march(20) }),
      dealRow(scene, {
        path: [
          ["awareness", march(5)],
          ["evaluation", march(6)],
        ],
      }),
      lostRow(scene, { path: [["interest", march(7)]], closedAt: march(25) }),
    ];
  }

  it("counts each deal once: skips, moves back, reopened deals, sales that were undone", async () => {
    const scene = await buildScene(app.db);
    await scene.write(fixture(scene));
    const { cohort } = await ask<FunnelAnswer>(scene, "funnel");
    expect(cohort).toMatchObject({ deals: 5, won: 1, lost: 2, open: 2 });
    const way = Object.fromEntries(cohort.way.map((step) => [step.stage, [step.reached, step.lost, step.open, step.jumped]]));
    expect(way).toEqual({
      awareness: [5, 0, 0, 1], // one began further along
      interest: [5, 0, 0, 2],
      evaluation: [3, 1, 1, 2],
      decision: [2, 1, 2, 1],
      purchase: [1, 2, 2, 0], // won before and lost today is lost
    });
    const awareness = cohort.stages.find(({ stage }) => stage === "awareness")!;
    expect(awareness).toMatchObject({ entered: 4, passed: 4, lost: 0, open: 0, again: 1 });
    const interest = cohort.stages.find(({ stage }) => stage === "interest")!;
    expect(interest).toMatchObject({ entered: 3, passed: 1, lost: 1, open: 1, again: 1, back: 1, jumped: 2 });
  });

  it("shows the deals behind every count, and they are as many", async () => {
    const scene = await buildScene(app.db);
    await scene.write(fixture(scene));
    const { cohort } = await ask<FunnelAnswer>(scene, "funnel");
    const total = async (query: string) => (await ask<FlowRecords>(scene, "funnel/records", `${period}&${query}`)).total;
    for (const { stage, reached, lost, open } of cohort.way) {
      expect([stage, await total(`of=way&stage=${stage}&state=passed`)]).toEqual([stage, reached]);
      expect(await total(`of=way&stage=${stage}&state=lost`)).toBe(lost);
      expect(await total(`of=way&stage=${stage}&state=open`)).toBe(open);
    }
    for (const { stage, entered, passed, lost, open } of cohort.stages) {
      expect([stage, passed + lost + open]).toEqual([stage, entered]);
      expect(await total(`of=stage&stage=${stage}&state=passed`)).toBe(passed);
      expect(await total(`of=stage&stage=${stage}&state=lost`)).toBe(lost);
      expect(await total(`of=stage&stage=${stage}&state=open`)).toBe(open);
    }
  });

  it("entered + before = left by cause + still in, for every stage and month (CHECK 2)", async () => {
    const scene = await buildScene(app.db);
    await scene.write(fixture(scene));
    const { stages, months } = await ask<FlowsAnswer>(scene, "flows", "from=2026-03-01&to=2026-04-15");
    expect(months).toEqual(["2026-03-01", "2026-04-01"]);
    for (const { stage, months } of stages) {
      for (const [place, { before, entered, next, skipped, back, won, lost, after }] of months.entries()) {
        expect([stage, before + entered]).toEqual([stage, next + skipped + back + won + lost + after]);
        expect(before).toBe(place === 0 ? 0 : months[place - 1]!.after);
      }
    }
    const of = (stage: string) => stages.find((one) => one.stage === stage)!.months[0]!;
    expect(of("awareness")).toEqual({ before: 0, entered: 5, next: 3, skipped: 2, back: 0, won: 0, lost: 0, after: 0 });
    expect(of("interest")).toEqual({ before: 0, entered: 4, next: 0, skipped: 1, back: 1, won: 0, lost: 1, after: 1 });
    expect(of("purchase")).toEqual({ before: 0, entered: 2, next: 0, skipped: 0, back: 0, won: 1, lost: 1, after: 0 });
  });

  it("tells ages in a stage from its entry, and of a deal from its beginning; whole days when clocks are moved", async () => {
    const scene = await buildScene(app.db);
    const midnight = (date: string) => Temporal.PlainDate.from(date).toZonedDateTime("Europe/Berlin").epochMilliseconds;
    const rows = Array.from({ length: 12 }, () =>
      wonRow(scene, {
        path: [
          ["interest", midnight("2026-03-10")],
          ["decision", midnight("2026-03-20")],
          ["purchase", midnight("2026-04-09")],
        ],
      }),
    );
    await scene.write(rows);
    const { whole, stages } = await ask<DurationsAnswer>(scene, "durations");
    expect(whole.median).toMatchObject({ value: 30, n: 12, undecided: 0 });
    expect(whole.naive.mean).toBeCloseTo(30, 9);
    expect(stages.find(({ stage }) => stage === "decision")!.median.value).toBe(20);
    const working = await ask<DurationsAnswer>(scene, "durations", `${period}&clock=working`);
    expect(working.whole.median.value).toBe(22); // ten to nine in the morning counts nothing: 10 March to 8 April
    expect(working.stages.find(({ stage }) => stage === "interest")!.median.value).toBe(8);
  });

  it("follows ages of the first three working days by the hour", async () => {
    const scene = await buildScene(app.db);
    const at = (time: string) => Temporal.PlainDateTime.from(time).toZonedDateTime("Europe/Berlin").epochMilliseconds;
    await scene.write(
      Array.from({ length: 12 }, () =>
        wonRow(scene, {
          path: [
            ["interest", at("2026-03-10T10:00")],
            ["purchase", at("2026-03-11T14:00")],
          ],
        }),
      ),
    );
    const { whole } = await ask<DurationsAnswer>(scene, "durations", `${period}&clock=working`);
    expect(whole.median.value).toBe(1.5); // seven hours of one day and five of the next
  });

  it("names open deals older than any that closed", async () => {
    const scene = await buildScene(app.db);
    await scene.write([
      ...Array.from({ length: 10 }, (_, i) => lostRow(scene, { path: [["interest", march(1)]], closedAt: march(1) + i * day })),
      dealRow(scene, {
        path: [
          ["interest", march(1)],
          ["decision", march(30)],
        ],
        valueMinor: 5000,
        currency: "EUR",
      }),
      dealRow(scene, { path: [["interest", march(28) + 18 * hour + 10 * day]], valueMinor: 1000, currency: "EUR" }),
    ]);
    const { zombies } = await ask<DurationsAnswer>(scene, "durations");
    expect(zombies).toMatchObject({ open: 2, older: 1, oldestClosedDays: 9, valueOpen: 6000, valueOlder: 5000 });
    expect(zombies.stages.find(({ stage }) => stage === "decision")).toMatchObject({ open: 1, older: 0, longestDays: null });
    expect((await ask<FlowRecords>(scene, "funnel/records", `${period}&of=zombies`)).total).toBe(1);
  });

  describe("whom stays wait for", () => {
    const done = (dealId: string, at: number): NewLedgerRow => ({
      type: "activity.done",
      at,
      dealId,
      contactId: null,
      cause: "person",
      data: { name: "call" },
    });
    const did = (contactId: string, at: number, type: "quote.requested" | "page.viewed" = "quote.requested"): NewLedgerRow => ({
      type,
      at,
      contactId,
      cause: "shop",
      data: { p: "", who: {} },
    });
    const of = ({ waits }: DurationsAnswer, stage: string) => waits!.stages.find((one) => one.stage === stage)!;

    /** Came by the shop on the 2nd, called on the 4th, asked on the 5th (and only looked on the 6th), called on the 10th, gone on the 12th: 2 + 5 of ten days for us. */
    function worked(scene: Scene): NewLedgerRow[] {
      const [id, contactId] = [newId(), newId()];
      const path: Path = [
        ["interest", march(2), "rule"],
        ["decision", march(12), "person"],
      ];
      return [
        contactRow({ id: contactId, leadAt: march(1) }),
        dealRow(scene, { id, contactId, path }),
        done(id, march(4)),
        did(contactId, march(5)),
        did(contactId, march(6), "page.viewed"),
        done(id, march(10)),
      ];
    }

    it("is told by the last that was done, in shares of the time and medians of the waits", async () => {
      const scene = await buildScene(app.db, { timeZone: "UTC" });
      await scene.write([...Array.from({ length: 12 }, () => worked(scene)).flat(), dealRow(scene, { path: [["interest", march(3)]] })]);
      const answer = await ask<DurationsAnswer>(scene, "durations");
      const interest = of(answer, "interest");
      expect(interest).toMatchObject({ stays: 12, leftOut: 1, us: { waits: 24, running: 0, now: 0 }, customer: { waits: 24, now: 0 } });
      expect(interest.us.share).toMatchObject({ value: expect.closeTo(0.7, 9), low: expect.closeTo(0.7, 6), n: 12 });
      expect(interest.customer.share.value).toBeCloseTo(0.3, 9);
      expect([interest.us.median.value, interest.customer.median.value]).toEqual([2, 1]);
      // moved there by one of us, so it is the customer's turn since
      expect(of(answer, "decision")).toMatchObject({
        stays: 12,
        us: { waits: 0, now: 0 },
        customer: { running: 12, now: 12, share: { value: null } },
      });
      const total = async (query: string) => (await ask<FlowRecords>(scene, "funnel/records", `${period}&${query}`)).total;
      expect([
        await total("of=waits&stage=interest"),
        await total("of=waits&stage=interest&state=us"),
        await total("of=waits&stage=interest&state=customer"),
        await total("of=unlogged&stage=interest"),
        await total("of=waiting&stage=decision&state=customer"),
        await total("of=waiting&state=us"),
      ]).toEqual([12, 24, 24, 1, 12, 0]);
    });

    it("follows the customer through a merge, an activity that moved the deal, and a past day", async () => {
      const scene = await buildScene(app.db, { timeZone: "UTC" });
      const [one, other, moved, kept, twin] = [newId(), newId(), newId(), newId(), newId()];
      await scene.write([
        contactRow({ id: kept, leadAt: march(1) }),
        dealRow(scene, { id: one, contactId: kept, path: [["interest", march(2), "person"]] }),
        done(one, march(3)),
        did(twin, march(8)),
        contactRow({ id: twin, mergedInto: kept }, "contact.merged"),
        dealRow(scene, { id: other, path: [["interest", march(2), "rule"]] }),
        done(other, march(20)),
        dealRow(scene, {
          id: moved,
          path: [
            ["interest", march(2), "rule"],
            ["decision", march(9), "rule"],
          ],
        }),
        done(moved, march(9)),
      ]);
      const now = await ask<DurationsAnswer>(scene, "durations");
      expect(of(now, "interest")).toMatchObject({ us: { now: 1 }, customer: { now: 1 } });
      expect(of(now, "decision")).toMatchObject({ us: { now: 0, waits: 0 }, customer: { now: 1 } });
      const then = await ask<DurationsAnswer>(scene, "durations", `${period}&asOf=2026-03-05`);
      expect(of(then, "interest")).toMatchObject({ us: { now: 0 }, customer: { now: 1 } });
    });

    it("is not known where nobody logs activities", async () => {
      const scene = await buildScene(app.db);
      await scene.write(fixture(scene));
      expect((await ask<DurationsAnswer>(scene, "durations")).waits).toBeNull();
    });
  });

  it("tells how long a first answer takes in working time, from when the person is reachable, with those not answered yet", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const monday = (hours: number) => Date.UTC(2026, 2, 2, 9) + hours * hour; // at nine
    const call = (dealId: string, at: number): NewLedgerRow => ({ type: "activity.done", at, dealId, contactId: null, cause: "person", data: { name: "call" } }); // prettier-ignore
    const byHand = (words: { answered?: number; begun?: number; closedAt?: number }): NewLedgerRow[] => {
      const id = newId();
      const path: Path = [["interest", words.begun ?? monday(0), "person"]];
      const row = words.closedAt
        ? lostRow(scene, { id, path, driven: false, closedAt: words.closedAt })
        : dealRow(scene, { id, path, driven: false });
      return [row, ...(words.answered ? [call(id, words.answered)] : [])];
    };
    const [lead, early, unknown, shopOnly] = [newId(), newId(), newId(), newId()];
    await scene.write([
      ...Array.from({ length: 6 }, () => byHand({ answered: monday(1) })).flat(), // an hour
      ...Array.from({ length: 6 }, () => byHand({ answered: monday(26) })).flat(), // a day and two hours of work
      ...byHand({ begun: monday(-12), answered: monday(1) + 60_000 }), // on Sunday evening: from Monday at nine an hour and a minute
      ...byHand({}),
      ...byHand({ closedAt: monday(30) }),
      ...byHand({ answered: monday(40), closedAt: monday(30) }), // noted after it was lost
      ...byHand({ answered: monday(-3) }), // we had been in touch before
      contactRow({ id: lead, leadAt: monday(5) }),
      dealRow(scene, { id: early, contactId: lead, ownerId: "ada", path: [["interest", monday(0)]] }),
      call(early, monday(5) + hour / 2),
      contactRow({ id: unknown }),
      dealRow(scene, { contactId: unknown, ownerId: "ada", path: [["interest", monday(0)]] }), // cannot be reached
      dealRow(scene, { id: shopOnly, contactId: lead, path: [["interest", monday(0)]] }), // a journey of the shop that nobody has
    ]);
    const { response } = await ask<DurationsAnswer>(scene, "durations");
    expect(response).toMatchObject({ deals: 17, answered: 14, waiting: 1, unanswered: 2 });
    expect(response!.withinHour).toMatchObject({ value: expect.closeTo(7 / 17, 9), n: 17, undecided: 1 });
    expect(response!.withinDay.value).toBeCloseTo(8 / 17, 9);
    expect(response!.median).toMatchObject({ value: 1.25, unit: "days", n: 17 });
    const total = async (state: string) => (await ask<FlowRecords>(scene, "funnel/records", `${period}&of=answers${state}`)).total;
    expect([await total(""), await total("&state=passed"), await total("&state=open"), await total("&state=lost")]).toEqual([17, 14, 1, 2]);
    const silent = await buildScene(app.db);
    await silent.write(fixture(silent));
    expect((await ask<DurationsAnswer>(silent, "durations")).response).toBeNull();
  });

  it("is too early below the gates and never invents a number", async () => {
    for (const n of [0, 1, 5, 30]) {
      const scene = await buildScene(app.db);
      if (n > 0) await scene.write(Array.from({ length: n }, (_, i) => dealRow(scene, { path: [["interest", march(1) + i * hour]] })));
      const funnel = await ask<FunnelAnswer>(scene, "funnel");
      const durations = await ask<DurationsAnswer>(scene, "durations");
      const jams = await ask<{ verdict: string }>(scene, "jams");
      expect([n, funnel.cohort.way.at(-1)!.share.value, durations.whole.median.value, jams.verdict]).toEqual([n, null, null, "too_early"]);
      expect(JSON.stringify([funnel, durations, jams])).not.toMatch(/NaN|Infinity/);
    }
  });

  it("compares two cohorts, and refuses what cannot be compared", async () => {
    const scene = await buildScene(app.db);
    await scene.write(fixture(scene));
    const { compared, differences } = await ask<FunnelAnswer>(
      scene,
      "funnel",
      `${period}&compare=${encodeURIComponent("source=newsletter")}`,
    );
    expect(compared).toMatchObject({ deals: 0, filters: { source: "newsletter" } });
    expect(differences.every(({ differs }) => differs === null)).toBe(true);
    expect((await ask<FunnelAnswer>(scene, "funnel", `${period}&compare=previous`)).compared).toMatchObject({ from: "2026-01-29" });
    const daysOf = async (compare: string) => {
      const { from, to } = (await ask<FunnelAnswer>(scene, "funnel", `${period}&compare=${encodeURIComponent(compare)}`)).compared!;
      return [from, to];
    };
    const { cohort: all } = await ask<FunnelAnswer>(scene, "funnel", "from=first");
    expect(await daysOf("to=2026-01-30")).toEqual(["2026-01-01", "2026-01-30"]);
    expect(await daysOf("from=first")).toEqual([all.from, compared!.to]);
    for (const [compare, code] of [
      ["nothing", "not_comparable"],
      ["to=foo", "not_a_day"],
      ["from=2026-02-30", "not_a_day"],
    ] as const) {
      const answer = await app.api("GET", `/api/insights/funnel?${period}&compare=${encodeURIComponent(compare)}`, undefined, {
        workspace: scene.workspaceId,
      });
      expect([answer.status, answer.body.error?.code]).toEqual([400, code]);
    }
  });
});
