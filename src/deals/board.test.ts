import { sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { now, setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { append } from "#ledger/append.ts";
import { useApp, type TestShop } from "#test/app.ts";
import { buildDeal, sendFacts } from "#test/build.ts";
import type { Board, BoardStage, CardsPage, Timeline } from "./contract.ts";

const day = 1_440;

describe("the board", () => {
  const app = useApp({ workers: false });
  const board = async (shop: TestShop, query = ""): Promise<Board> =>
    (await app.api("GET", `/api/pipelines/${shop.pipeline.id}/board?${query}`, undefined, { workspace: shop.workspaceId })).body;
  const counts = async (shop: TestShop, query = "") => (await board(shop, query)).stages.map((stage) => stage.count);
  const stageOf = async (shop: TestShop, key: string, query = ""): Promise<BoardStage> =>
    (await board(shop, query)).stages.find((stage) => stage.key === key)!;

  it("shows every stage of an empty pipeline", async () => {
    const { stages } = await board(app.shop);
    expect(stages.map((stage) => [stage.key, stage.kind, stage.count, stage.next])).toEqual([
      ["awareness", "open", 0, null],
      ["interest", "open", 0, null],
      ["evaluation", "open", 0, null],
      ["decision", "open", 0, null],
      ["purchase", "won", 0, null],
      ["retention", "returning", 0, null],
    ]);
  });

  it("is unknown by another's id, and by a stage the pipeline has not", async () => {
    const { id } = app.shop.pipeline;
    const other = await app.buildShop();
    expect(await app.api("GET", `/api/pipelines/${other.pipeline.id}/board`)).toMatchObject({
      status: 404,
      body: { error: { code: "pipeline_missing" } },
    });
    expect(await app.api("GET", `/api/pipelines/${newId()}/board`)).toMatchObject({ status: 404 });
    expect(await app.api("GET", `/api/pipelines/${id}/stages/moon/cards`)).toMatchObject({
      status: 404,
      body: { error: { code: "stage_missing" } },
    });
    expect(await app.api("GET", `/api/pipelines/${id}/board?asOf=yesterday`)).toMatchObject({
      status: 400,
      body: { error: { code: "not_an_instant" } },
    });
  });

  it("counts what it shows, filtered or not", async () => {
    const shop = await app.buildShop();
    await sendFacts(
      app,
      [
        { type: "page.viewed", who: { anonymousId: "a" }, touch: { source: "google" }, minutesAgo: 5 },
        { type: "page.viewed", who: { anonymousId: "b" }, minutesAgo: 10 * day },
        { type: "product.added", who: { email: "eva@example.com" }, value: { amountMinor: 4_000, currency: "EUR" }, minutesAgo: 3 },
      ],
      shop,
    );
    expect(await counts(shop)).toEqual([2, 0, 1, 0, 0, 0]);
    expect(await counts(shop, "known=yes")).toEqual([0, 0, 1, 0, 0, 0]);
    expect(await counts(shop, "known=no")).toEqual([2, 0, 0, 0, 0, 0]);
    expect(await counts(shop, "source=google")).toEqual([1, 0, 0, 0, 0, 0]);
    expect(await counts(shop, "minValue=4000")).toEqual([0, 0, 1, 0, 0, 0]);
    expect(await counts(shop, "minValue=4001")).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await counts(shop, "stalled=yes")).toEqual([1, 0, 0, 0, 0, 0]);
    expect(await counts(shop, "q=eva")).toEqual([0, 0, 1, 0, 0, 0]);
    const { cards } = await stageOf(shop, "awareness");
    expect(cards).toMatchObject([
      { name: null, touchSource: "google", stalled: false, contact: { known: false } },
      { name: null, stalled: true },
    ]);
  });

  it("reaches every card of a column, window by window", async () => {
    const shop = await app.buildShop();
    await sendFacts(
      app,
      Array.from({ length: 9 }, (_, index) => ({ type: "page.viewed" as const, who: { anonymousId: `d${index}` }, minutesAgo: index })),
      shop,
    );
    const first = await stageOf(shop, "awareness", "limit=4");
    expect(first).toMatchObject({ count: 9, next: "4" });
    const page = async (offset: number): Promise<CardsPage> =>
      (
        await app.api("GET", `/api/pipelines/${shop.pipeline.id}/stages/awareness/cards?offset=${offset}&limit=4`, undefined, {
          workspace: shop.workspaceId,
        })
      ).body;
    const [second, third] = [await page(4), await page(8)];
    expect([second.total, second.offset, third.cards.length]).toEqual([9, 4, 1]);
    const entered = [...first.cards, ...second.cards, ...third.cards].map((card) => card.enteredAt);
    expect(entered).toEqual(entered.toSorted().toReversed());
    expect(new Set(entered).size).toBe(9);
  });

  it("shows the sales of the last 30 days, refunds taken off", async () => {
    const shop = await app.buildShop();
    const order = (email: string, minutesAgo: number, totalMinor: number) => {
      const at = now() - minutesAgo * 60_000;
      return {
        type: "order.placed" as const,
        who: { email },
        minutesAgo,
        order: { externalId: email, placedAt: at, updatedAt: at, currency: "EUR", totalMinor },
      };
    };
    await sendFacts(app, [order("new@example.com", 60, 5_000), order("old@example.com", 40 * day, 9_000)], shop);
    const refund = { externalId: "new@example.com", updatedAt: now(), refund: { id: "r1", amountMinor: 1_000 } };
    await sendFacts(app, [{ type: "order.refunded", who: { email: "new@example.com" }, minutesAgo: 0, order: refund }], shop);
    expect(await stageOf(shop, "purchase")).toMatchObject({
      count: 1,
      sumMinor: 4_000,
      cards: [{ name: "new@example.com", outcome: "won" }],
    });
    expect(await stageOf(shop, "retention")).toMatchObject({ count: 2, cards: [{ valueEstimated: true }, { valueMinor: 9_000 }] });
  });

  it("adds up in the workspace's currency at the newest rate and lists what has none", async () => {
    const shop = await app.buildShop();
    await buildDeal(app, { stageId: "decision", valueMinor: 1_000, currency: "EUR" }, shop);
    await buildDeal(app, { stageId: "decision", valueMinor: 2_000, currency: "USD" }, shop);
    await buildDeal(app, { stageId: "decision", valueMinor: 500, currency: "JPY" }, shop);
    expect(await stageOf(shop, "decision")).toMatchObject({
      count: 3,
      sumMinor: 1_000,
      unconverted: expect.arrayContaining([
        { currency: "USD", count: 1, sumMinor: 2_000 },
        { currency: "JPY", count: 1, sumMinor: 500 },
      ]),
    });
    const rates = [
      { currency: "USD", fromDay: "2020-01-01", rate: 0.8 },
      { currency: "USD", fromDay: "2024-01-01", rate: 0.9 },
      { currency: "USD", fromDay: "2999-01-01", rate: 5 },
      { currency: "JPY", fromDay: "2024-01-01", rate: 0.006 },
    ];
    expect(await app.api("PUT", "/api/rates", { rates }, { workspace: shop.workspaceId })).toMatchObject({ status: 200 });
    expect((await app.api("GET", "/api/rates", undefined, { workspace: shop.workspaceId })).body.rates).toHaveLength(4);
    expect(await stageOf(shop, "decision")).toMatchObject({ sumMinor: 1_000 + 1_800 + 300, unconverted: [] });
    const refused = async (rate: object) =>
      (await app.api("PUT", "/api/rates", { rates: [rate] }, { workspace: shop.workspaceId })).body.error.code;
    expect(await refused({ currency: "XXY", fromDay: "2024-01-01", rate: 1 })).toBe("unknown_currency");
    expect(await refused({ currency: "USD", fromDay: "2024-02-30", rate: 1 })).toBe("not_a_day");
    expect(await refused({ currency: "USD", fromDay: "2024-01-01", rate: 1e12 })).toBe("rate_out_of_range");
  });

  it("stands as it stood on a past day", async () => {
    const shop = await app.buildShop();
    await sendFacts(
      app,
      [
        { type: "page.viewed", who: { anonymousId: "a" }, minutesAgo: 5 * day },
        { type: "product.added", who: { anonymousId: "a" }, value: { amountMinor: 700, currency: "EUR" }, minutesAgo: 2 * day },
        { type: "page.viewed", who: { anonymousId: "b" }, minutesAgo: 1 * day },
      ],
      shop,
    );
    const ago = (minutes: number) => `asOf=${new Date(now() - minutes * 60_000).toISOString()}`;
    expect(await counts(shop)).toEqual([1, 0, 1, 0, 0, 0]);
    expect(await counts(shop, ago(6 * day))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await counts(shop, ago(3 * day))).toEqual([1, 0, 0, 0, 0, 0]);
    expect(await counts(shop, ago(1.5 * day))).toEqual([0, 0, 1, 0, 0, 0]);
    expect(await stageOf(shop, "evaluation", ago(1.5 * day))).toMatchObject({
      sumMinor: 700,
      cards: [{ stageId: "evaluation", outcome: "open" }],
    });
    expect(await counts(shop, `asOf=${new Date(now() + 3 * day * 60_000).toISOString().slice(0, 10)}`)).toEqual([1, 0, 1, 0, 0, 0]);
  });

  describe("as a past day was known", () => {
    afterEach(() => setClock(() => Date.now()));
    const endMs = Date.UTC(2026, 2, 10, 18);
    const hour = 3_600_000;
    const on = `asKnownOn=${new Date(endMs).toISOString()}`;
    const happened = `asOf=${new Date(endMs).toISOString()}`;
    /** Without what is always of today: the last fact of a card, and the words about it. */
    const told = ({ stages }: Board) =>
      stages.map(({ cards, ...stage }) => ({ ...stage, cards: cards.map(({ hint: _, lastFactAt: __, ...card }) => card) }));

    async function liveOneDay(): Promise<TestShop> {
      setClock(() => endMs - 9 * day * 60_000);
      const shop = await app.buildShop();
      const rates = [{ currency: "USD", fromDay: "2026-01-01", rate: 0.5 }];
      await app.api("PUT", "/api/rates", { rates }, { workspace: shop.workspaceId });
      setClock(() => endMs - hour);
      const money = (amountMinor: number, currency = "EUR") => ({ amountMinor, currency });
      await sendFacts(
        app,
        [
          { type: "page.viewed", who: { anonymousId: "a" }, touch: { source: "google" }, minutesAgo: 5 * day },
          { type: "product.added", who: { anonymousId: "b" }, value: money(700), minutesAgo: 2 * day },
          { type: "product.added", who: { email: "eva@example.com" }, value: money(4_000, "USD"), minutesAgo: 60 },
        ],
        shop,
      );
      await buildDeal(app, { stageId: "decision", valueMinor: 1_000, currency: "EUR", email: "eva@example.com" }, shop);
      return shop;
    }

    it("is the board of that day, without what was told late and whatever became of its deals", async () => {
      const shop = await liveOneDay();
      setClock(() => endMs);
      const then = await board(shop);
      const filtered = ["minValue=4000", "source=google", "known=yes"];
      const thenFiltered = await Promise.all(filtered.map((filter) => board(shop, filter)));
      expect(then.stages.map(({ count, sumMinor }) => [count, sumMinor])).toEqual([
        [1, 0],
        [0, 0],
        [2, 2_700],
        [1, 1_000],
        [0, 0],
        [0, 0],
      ]);

      setClock(() => endMs + 3 * day * 60_000);
      await sendFacts(
        app,
        [
          { type: "page.viewed", who: { anonymousId: "late" }, minutesAgo: 7 * day },
          { type: "product.added", who: { anonymousId: "a" }, value: { amountMinor: 90, currency: "EUR" }, minutesAgo: 4 * day },
          { type: "product.added", who: { anonymousId: "b" }, value: { amountMinor: 9_000, currency: "EUR" }, minutesAgo: 5 },
        ],
        shop,
      );
      const [dealId] = then.stages[3]!.cards.map(({ id }) => id);
      await app.api("POST", `/api/deals/${dealId}/lose`, { reason: "other" }, { workspace: shop.workspaceId });
      await app.api(
        "PUT",
        "/api/rates",
        { rates: [{ currency: "USD", fromDay: "2026-01-01", rate: 0.9 }] },
        { workspace: shop.workspaceId },
      );
      await app.api(
        "PUT",
        "/api/rates",
        { rates: [{ currency: "USD", fromDay: "2026-03-01", rate: 0.8 }] },
        { workspace: shop.workspaceId },
      );

      expect(told(await board(shop, on))).toEqual(told(then));
      expect((await board(shop, on)).seq).toBe(then.seq);
      for (const [index, filter] of filtered.entries())
        expect(told(await board(shop, `${filter}&${on}`))).toEqual(told(thenFiltered[index]!));
      // as it happened, the late visitor was there, and the one of before had a cart
      expect(await counts(shop, happened)).toEqual([1, 0, 3, 1, 0, 0]);
      expect(await stageOf(shop, "evaluation", happened)).toMatchObject({ sumMinor: 700 + 90 + 3_200 });
      // what had happened days before by what was known on the day: the cart of two days ago had not
      expect(await counts(shop, `asOf=2026-03-07&${on}`)).toEqual([1, 0, 0, 0, 0, 0]);
    });

    it("has the deals that are gone since, and the stages of then", async () => {
      const shop = await liveOneDay();
      setClock(() => endMs);
      const then = await board(shop);
      setClock(() => endMs + day * 60_000);
      const { body } = await app.api("GET", "/api/pipelines", undefined, { workspace: shop.workspaceId });
      const { version, name, idle, stages } = body.pipelines[0];
      const kept = stages.filter(({ id }: { id: string }) => id !== "evaluation").map(({ key: _, ...stage }: { key: string }) => stage);
      const draft = { baseVersion: version, name, idle, stages: kept, moveTo: { evaluation: "interest" } };
      const saved = await app.api("PUT", `/api/pipelines/${shop.pipeline.id}`, draft, { workspace: shop.workspaceId });
      expect(saved).toMatchObject({ status: 200, body: { version: 2 } });
      const gone = then.stages[2]!.cards[1]!;
      await app.db.inWorkspace(shop.workspaceId, async (tx) => {
        await append(tx, [{ type: "deal.removed", at: now(), dealId: gone.id, cause: "system", data: {} }]);
        await tx.query(sql`delete from deal where workspace_id = ${tx.workspaceId} and id = ${gone.id}`);
      });
      expect((await board(shop)).stages.map(({ id }) => id)).toEqual(["awareness", "interest", "decision", "purchase", "retention"]);
      expect(told(await board(shop, on))).toEqual(told(then));
    });

    it("shows nothing of another shop, and refuses what is no day", async () => {
      const [shop, other] = [await liveOneDay(), await liveOneDay()];
      setClock(() => endMs + day * 60_000);
      const path = `/api/pipelines/${other.pipeline.id}/board?${on}`;
      expect(await app.api("GET", path, undefined, { workspace: shop.workspaceId })).toMatchObject({ status: 404 });
      const ids = new Set((await board(other, on)).stages.flatMap(({ cards }) => cards.map(({ id }) => id)));
      const own = (await board(shop, on)).stages.flatMap(({ cards }) => cards);
      expect([own.length, own.filter(({ id }) => ids.has(id)).length]).toEqual([4, 0]);
      expect(
        await app.api("GET", `/api/pipelines/${shop.pipeline.id}/board?asKnownOn=then`, undefined, { workspace: shop.workspaceId }),
      ).toMatchObject({ status: 400, body: { error: { code: "not_an_instant" } } });
    });
  });

  it("tells a deal's facts with its moves, equal page views folded, other people's left out", async () => {
    const shop = await app.buildShop();
    const page = (path: string, minutesAgo: number, anonymousId = "a") => ({
      type: "page.viewed" as const,
      who: { anonymousId },
      page: { path },
      minutesAgo,
    });
    await sendFacts(
      app,
      [
        page("/", 30),
        page("/tea", 29),
        page("/", 28),
        page("/", 27),
        {
          type: "product.added",
          who: { anonymousId: "a" },
          product: { name: "Assam" },
          value: { amountMinor: 900, currency: "EUR" },
          minutesAgo: 20,
        },
        page("/", 10),
        page("/secret", 10, "b"),
      ],
      shop,
    );
    const { cards } = await stageOf(shop, "evaluation");
    const { entries, next } = (await app.api("GET", `/api/deals/${cards[0]!.id}/timeline`, undefined, { workspace: shop.workspaceId }))
      .body as Timeline;
    expect(next).toBeNull();
    expect(entries.map(({ type, cause, data }) => [type, cause, data["page"] ?? data["product"] ?? data["to"], data["count"]])).toEqual([
      ["page.viewed", "shop", "/", undefined],
      ["deal.moved", "rule", "evaluation", undefined],
      ["product.added", "shop", "Assam", undefined],
      ["page.viewed", "shop", "/", 2],
      ["page.viewed", "shop", "/tea", undefined],
      ["deal.opened", "rule", "awareness", undefined],
      ["page.viewed", "shop", "/", undefined],
    ]);
  });
});
