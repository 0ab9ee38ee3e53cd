import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp, type TestShop } from "#test/app.ts";

const app = useApp();
let shop: TestShop;

beforeAll(async () => {
  shop = app.shop;
  const deal = (body: object) => app.api("POST", "/api/deals", { pipelineId: shop.pipeline.id, stageId: "interest", ...body });
  await deal({ name: "=cmd|' /C calc'!A0", valueMinor: 123_456, currency: "EUR", email: "ada@shop.example" });
  await deal({ name: "Zweiter", valueMinor: 500, currency: "JPY", email: "bo@shop.example" });
  await deal({ name: "Dritter", email: "cy@shop.example" });
  await app.settle();
});

const linesOf = (text: string) => text.replace("\uFEFF", "").trimEnd().split("\r\n");

describe("a list as a file", () => {
  it("has the deals under the filters and in the order of the list", async () => {
    const { status, headers, body } = await app.api(
      "GET",
      `/api/exports/deals?pipelineId=${shop.pipeline.id}&sort=value&dir=desc&language=en`,
    );
    expect([status, headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="deals-\d{4}-\d\d-\d\d\.csv"$/);
    const [head, ...rows] = linesOf(body);
    expect(head).toMatch(/^Deal,Contact,E-mail,.*,Deal id,Contact id$/);
    expect(rows.map((row) => row.split(",")[0])).toEqual(["'=cmd|' /C calc'!A0", "Zweiter", "Dritter"]);
    expect(rows[0]).toContain(",open,,1234.56,EUR,no,");
    expect(rows[1]).toContain(",500,JPY,");
    const least = await app.api("GET", "/api/exports/deals?minValue=1000&language=de");
    expect(linesOf(least.body)).toHaveLength(2);
    expect(linesOf(least.body)[0]).toContain("Deal;Kontakt;E-Mail;");
    const wanted = await app.api("GET", "/api/exports/deals?q=bo@shop&language=en");
    expect(
      linesOf(wanted.body)
        .slice(1)
        .map((row) => row.split(",")[0]),
    ).toEqual(["Zweiter"]);
  });

  it("has contacts, companies, orders, figures and records, in either form", async () => {
    for (const path of ["contacts", "companies", "orders", "metrics?by=week", "records?metric=leadsGenerated"]) {
      const both = path.includes("?") ? `${path}&` : `${path}?`;
      const csv = await app.api("GET", `/api/exports/${both}language=en`);
      expect([path, csv.status]).toEqual([path, 200]);
      const xlsx = await app.api("GET", `/api/exports/${both}format=xlsx`);
      expect([path, xlsx.status, (xlsx.body as string).slice(0, 2)]).toEqual([path, 200, "PK"]);
    }
    expect(linesOf((await app.api("GET", "/api/exports/contacts?kind=all")).body)).toHaveLength(4);
    expect(linesOf((await app.api("GET", "/api/exports/contacts?kind=all&q=ada@shop.example")).body)).toHaveLength(2);
    expect(linesOf((await app.api("GET", "/api/exports/records?metric=leadsGenerated")).body)).toHaveLength(4);
  });

  it("refuses before the first byte what cannot be answered", async () => {
    expect((await app.api("GET", "/api/exports/metrics?from=2026-02-31")).body).toMatchObject({ error: { code: "not_a_day" } });
    expect((await app.api("GET", `/api/exports/log/${newId()}`)).status).toBe(404);
    expect((await app.api("GET", "/api/exports/deals?format=pdf")).body).toMatchObject({ error: { code: "invalid_request" } });
    expect((await app.api("GET", "/api/exports/deals", undefined, { as: "nobody", workspace: shop.workspaceId })).status).toBe(401);
  });

  it("has a source's log, whoever sent it formulas", async () => {
    const { id } = (await app.api("POST", "/api/sources", { kind: "segment", name: "Tracking" })).body as { id: string };
    await app.db.inSystem((tx) =>
      tx.query(sql`
        insert into inbound (workspace_id, source_id, external_id, received_at, kind, status, reason, who, body)
        select ${shop.workspaceId}, ${id}, 'e' || n, now(), '=HYPERLINK("x")', case when n % 2 = 0 then 'ignored' else 'refused' end, 'too_deep', null, '{"a":1}'
        from generate_series(1, 10) n
      `),
    );
    const rows = linesOf((await app.api("GET", `/api/exports/log/${id}?status=refused&language=en`)).body);
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatch(/,"'=HYPERLINK\(""x""\)",refused,too_deep,,e\d,,"\{""a"":1\}"$/);
  });
});

describe("a long list", () => {
  it("is written with bounded memory, and a reader that goes away leaves nothing behind", async () => {
    const long = await app.buildShop();
    await app.db.inSystem((tx) =>
      tx.query(sql`
        insert into contact (workspace_id, id, name, email, first_seen_at, last_seen_at)
        select ${long.workspaceId}, gen_random_uuid(), 'Person ' || n, 'person.' || n || '@shop.example', now(), now() from generate_series(1, 100000) n
      `),
    );
    const ask = async () =>
      app.app.request("http://127.0.0.1:4600/api/exports/contacts?kind=all", {
        headers: { ...(await app.signedIn("owner", long)), host: "127.0.0.1:4600", "sluice-workspace": long.workspaceId },
      });
    const answer = await ask();
    let [bytes, lines, most] = [0, 0, 0];
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for await (const chunk of answer.body!) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(lines).toBe(100_001);
    expect(bytes).toBeGreaterThan(10_000_000);
    expect(most).toBeLessThan(120 * 2 ** 20);

    for (let time = 0; time < 6; time += 1) {
      const left = await ask(); // more often than may be written at once
      expect(left.status).toBe(200);
      const reader = left.body!.getReader();
      await reader.read();
      await reader.cancel();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const [open] = await app.db.inSystem((tx) =>
      tx.query<{ n: number }>(sql`select count(*) as n from pg_stat_activity where datname = current_database() and state like 'idle in%'`),
    );
    expect(open!.n).toBe(0);
  }, 120_000);
});
