import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now, setClock } from "#base/clock.ts";
import type { DuckRow } from "#base/duck.ts";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { ChannelAnswer, MetricsAnswer } from "./contract.ts";
import { projectedTables } from "./schema.ts";

const first = Date.UTC(2026, 0, 5, 9);
/** Nine in the morning of the n-th day, UTC. */
const morning = (n: number) => first + n * day;
const dayName = (n: number) => new Date(morning(n)).toISOString().slice(0, 10);

describe("figures of a past day", { timeout: 120_000 }, () => {
  const app = useApp();
  let nowMs = first;
  beforeAll(() => setClock(() => nowMs));
  afterAll(() => setClock(() => Date.now()));

  async function ask(scene: Scene, query: string) {
    await app.settle();
    const path = `/api/insights/metrics?from=2025-12-01&to=2026-03-31&${query}`;
    const { status, body } = await app.api<MetricsAnswer>("GET", path, undefined, { workspace: scene.workspaceId });
    expect(status).toBe(200);
    return body;
  }

  /** Twenty-eight days of a shop: deals that open, move, are lost, opened again and won, change hands and value, and facts that come late. */
  async function live(scene: Scene, eachDay: (n: number) => Promise<void>) {
    const ids = Array.from({ length: 28 }, newId);
    for (let n = 0; n < 28; n += 1) {
      nowMs = morning(n);
      const born = ids[n]!;
      await scene.write([
        contactRow({ leadAt: morning(n) - 3_600_000, country: n % 2 ? "DE" : "AT" }),
        dealRow(scene, { id: born, path: [["interest", morning(n)]], valueMinor: 1_000 * (n + 1), currency: "EUR", ownerId: "ada" }),
      ]);
      const old = n - 5;
      if (old >= 0) {
        const path = [
          ["interest", morning(old)],
          ["decision", morning(old + 2)],
        ] as const;
        const words = { id: ids[old]!, ownerId: "ada", valueMinor: 1_000 * (old + 1), currency: "EUR" };
        if (old % 4 === 0) await scene.write([lostRow(scene, { ...words, path, closedAt: morning(n) })]);
        else await scene.write([wonRow(scene, { ...words, path: [...path, ["purchase", morning(n)]], valueMinor: 900 * (old + 1) })]);
      }
      if (n >= 9 && (n - 9) % 8 === 0) {
        // lost five days after it began, opened again four days later, and won in the end
        const again = n - 9;
        const path = [
          ["interest", morning(again)],
          ["decision", morning(again + 2)],
          ["interest", morning(n)],
        ] as const;
        await scene.write([
          dealRow(scene, { id: ids[again]!, path, ownerId: "bob", valueMinor: 7_000, currency: "EUR" }, "deal.rewritten"),
        ]);
      }
      if (n >= 10 && n % 7 === 3) {
        // somebody gives a closed deal another owner: the past stays as it was
        const path = [
          ["interest", morning(n - 10)],
          ["decision", morning(n - 8)],
          ["purchase", morning(n - 5)],
        ] as const;
        const won = wonRow(scene, { id: ids[n - 10]!, path, ownerId: "eve", valueMinor: 900 * (n - 9) });
        if ((n - 10) % 4 !== 0) await scene.write([{ ...won, type: "deal.changed", at: morning(n) }]);
      }
      // a purchase of three days ago that is told only today
      if (n % 9 === 4)
        await scene.write([
          wonRow(scene, {
            path: [
              ["interest", morning(n - 4)],
              ["purchase", morning(n - 3)],
            ],
            valueMinor: 5_555,
          }),
        ]);
      nowMs = morning(n) + 3_600_000;
      await eachDay(n);
    }
  }

  it("are to the last digit what was said on that day, asked as known on it", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const channel = async (query: string) =>
      (
        await app.api<ChannelAnswer>("GET", `/api/insights/channel?pipelineId=${scene.pipelineId}&${query}`, undefined, {
          workspace: scene.workspaceId,
        })
      ).body;
    const said: { at: string; answer: MetricsAnswer; byOwner: MetricsAnswer; channel: ChannelAnswer }[] = [];
    await live(scene, async (n) => {
      if (n % 4 !== 0) return;
      const at = new Date(nowMs).toISOString();
      said.push({ at, answer: await ask(scene, ""), byOwner: await ask(scene, "by=owner&country=DE"), channel: await channel("") });
    });
    nowMs = morning(60);
    for (const { at, ...then } of said) {
      const query = `asKnownOn=${encodeURIComponent(at)}`;
      expect({
        at,
        answer: await ask(scene, query),
        byOwner: await ask(scene, `by=owner&country=DE&${query}`),
        channel: await channel(query),
      }).toEqual({ at, ...then });
    }
  });

  it("as it happened take in what was told late, and nothing that happened after", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    await live(scene, () => Promise.resolve());
    nowMs = morning(60);
    const sales = async (query: string) => (await ask(scene, query)).metrics.averageDealSize;
    // day 4: told on it was one purchase of day 1, and those of days 5 and later had not happened
    expect(await sales(`asOf=${dayName(3)}`)).toMatchObject({ n: 1, leftOut: 0 });
    expect((await ask(scene, `asKnownOn=${dayName(3)}`)).metrics.averageDealSize.n).toBe(0);
    // the deal of day 0 was lost on day 5, opened again on day 9 and is open ever since
    const path = `/api/insights/records?metric=conversionRate&from=2026-01-05&to=2026-01-05`;
    const record = async (n: number) =>
      (await app.api(`GET`, `${path}&asOf=${dayName(n)}`, undefined, { workspace: scene.workspaceId })).body.records
        .map(({ outcome }: { outcome: string }) => outcome)
        .sort();
    const late = "won"; // the purchase that was told late began on day 0 as well
    expect([await record(4), await record(6), await record(12)]).toEqual([
      ["open", late],
      ["lost", late],
      ["open", late],
    ]);
  });

  it("as it happened are filled once and take in what is told later", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const evening = morning(12) + 10 * 3_600_000;
    const tablesAt = async (asOfMs: number) => {
      await app.settle();
      return app.rooms.insights.read(
        async (duck) => {
          const rows: Partial<Record<(typeof projectedTables)[number], DuckRow[]>> = {};
          for (const table of projectedTables) rows[table] = await duck.rows(`select * from ${table} order by all`);
          return rows;
        },
        scene.workspaceId,
        { asOfMs, atMs: asOfMs, knownMs: now() },
      );
    };
    const filled = () => readdirSync(app.parts.config.dataDir).filter((name) => /\.past_\d+$/.test(name));
    const seen: string[][] = [];
    await live(scene, async (n) => {
      if (n < 13 || n % 4 !== 0) return;
      await tablesAt(evening);
      seen.push(filled());
    });
    const kept = await tablesAt(evening);
    expect(kept.deal!.length).toBeGreaterThan(10);
    const late = newId();
    await scene.write([
      dealRow(scene, { id: kept.deal![0]!["id"] as string, path: [["interest", morning(0)]] }, "deal.removed"),
      contactRow({ id: kept.contact![0]!["id"] as string, leadAt: morning(0) - 3_600_000, country: "FR" }),
      {
        type: "activity.done",
        at: morning(3),
        dealId: kept.deal![1]!["id"] as string,
        contactId: null,
        cause: "person",
        data: { name: "call" },
      },
      wonRow(scene, {
        id: late,
        path: [
          ["interest", morning(11)],
          ["purchase", morning(20)],
        ],
      }),
      dealRow(scene, { path: [["interest", morning(30)]] }),
    ]);
    const followed = await tablesAt(evening);
    expect(followed.deal!.find(({ id }) => id === late)).toMatchObject({ outcome: "open", closed_at: null });
    expect(followed.deal).toHaveLength(kept.deal!.length); // one removed, one told late
    expect(followed.progress).not.toEqual(kept.progress);
    expect([...seen, filled()]).toEqual(Array(seen.length + 1).fill(seen[0]));
    expect(followed).toEqual(await tablesAt(evening + 1)); // filled anew
    expect(filled()).not.toEqual(seen[0]);
  });

  it("have the stays that were known then, also in the middle of a day of several moves", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const hour = 3_600_000;
    const path = [
      ["interest", morning(0)],
      ["decision", morning(2) + hour],
      ["interest", morning(2) + 2 * hour],
      ["decision", morning(2) + 3 * hour],
      ["interest", morning(5)],
      ["purchase", morning(5) + hour],
    ] as const;
    const id = newId();
    for (const at of path.keys()) {
      nowMs = path[at]![1];
      const words = { id, path: path.slice(0, at + 1) };
      await scene.write([at < path.length - 1 ? dealRow(scene, words) : wonRow(scene, words)]);
    }
    await app.settle();
    const stays = async (asOfMs: number, knownSeq?: number) =>
      app.rooms.insights.read((duck) => duck.rows("select * from visit order by n"), scene.workspaceId, {
        asOfMs,
        atMs: asOfMs,
        knownMs: now(),
        knownSeq,
      });
    const next = async (at: number) => (await stays(path[at]![1])).map(({ lasting_next }) => lasting_next);
    for (const at of path.keys()) expect(await stays(path[at]![1]), `move ${at}`).toEqual(await stays(path[at]![1], at + 1));
    expect([await next(1), await next(3), await next(5)]).toEqual([
      ["decision", null],
      ["decision", "decision", "decision", null],
      ["decision", "decision", "decision", null, null, null],
    ]);
  });

  it("keep who had a deal when it closed, and its value by then", async () => {
    const scene = await buildScene(app.db, { timeZone: "UTC" });
    const id = newId();
    const words = {
      id,
      path: [
        ["interest", morning(0)],
        ["purchase", morning(2)],
      ] as const,
      ownerId: "ada",
    };
    nowMs = morning(0);
    await scene.write([dealRow(scene, { id, path: [["interest", morning(0)]], ownerId: "ada", valueMinor: 300, currency: "EUR" })]);
    nowMs = morning(2);
    await scene.write([wonRow(scene, { ...words, valueMinor: 500 })]);
    nowMs = morning(5);
    await scene.write([{ ...wonRow(scene, { ...words, ownerId: "eve", valueMinor: 200 }), type: "deal.changed", at: morning(5) }]); // part was sent back
    nowMs = morning(8);
    const owners = async (query: string) =>
      (await ask(scene, `by=owner&${query}`)).groups!.map(({ key, metrics }) => [key, metrics.averageDealSize.n]);
    expect(await owners("")).toEqual([["ada", 1]]);
    const value = async (query: string) =>
      (
        await app.api("GET", `/api/insights/records?metric=averageDealSize&from=2026-01-01&to=2026-02-01&${query}`, undefined, {
          workspace: scene.workspaceId,
        })
      ).body.sum;
    expect([await value(""), await value(`asOf=${dayName(5)}`), await value(`asOf=${dayName(1)}`)]).toEqual([200, 200, 0]);
  });

  it("refuse what is no day", async () => {
    const scene = await buildScene(app.db);
    const { status, body } = await app.api("GET", "/api/insights/metrics?asOf=yesterday", undefined, { workspace: scene.workspaceId });
    expect([status, body.error.code]).toEqual([400, "not_an_instant"]);
  });
});
