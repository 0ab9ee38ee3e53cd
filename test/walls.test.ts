import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { permissions } from "#workspaces/contract.ts";
import { permissionsOf } from "#workspaces/permissions.ts";
import { cookiesOf, useApp, type As } from "./app.ts";
import { byItself } from "./clockwork.ts";
import { buildForeignShop, foreignWords, type ForeignShop } from "./foreign-shop.ts";
import { sampleOf, type Schema } from "./samples.ts";

type Operation = {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
type Route = { method: string; path: string; operation: Operation };
type Visitor = { name: string; as: As; home: string | undefined };

/** They say who somebody is, not what is in a workspace: no workspace's id is asked, so none can be foreign. */
const above = /^\/api\/(me|me\/password|setup|sign-in|sign-out|demo|workspaces|invitations\/(look|accept))$/;
const roles = ["viewer", "seller", "manager", "owner"] as const;

describe("what belongs to another workspace", () => {
  const app = useApp();
  let foreign: ForeignShop;
  let routes: Route[];
  let visitors: Visitor[];
  let foreignIds: string[];

  beforeAll(async () => {
    foreign = await buildForeignShop(app);
    const home = app.shop.workspaceId;
    const demo = await app.buildShop({ kind: "demo" });
    visitors = [{ name: "nobody", as: "nobody", home: undefined }];
    for (const role of roles) visitors.push({ name: role, as: await app.signedIn(role), home });
    for (const scopes of [["read"], ["write"]]) {
      const { key } = (await app.api("POST", "/api/keys", { name: "k", scopes })).body;
      visitors.push({ name: `key to ${scopes[0]}`, as: { authorization: `Bearer ${key}` }, home });
    }
    const guest = cookiesOf((await app.api("POST", "/api/demo", { historyDays: 1 }, { as: "nobody" })).headers);
    visitors.push({ name: "guest", as: { cookie: guest }, home: demo.workspaceId });

    const { paths } = (await app.api("GET", "/api/openapi.json")).body as { paths: Record<string, Record<string, Operation>> };
    const inside = Object.entries(paths).filter(([path]) => path.startsWith("/api/")); // the intake's doors open by key, into one workspace only
    routes = inside.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    foreignIds = await idsOf(app.db, foreign.workspaceId);
    expect(foreignIds.length).toBeGreaterThan(8);
  });

  it("is refused on every route to every role, never with a 500 and never with a word about it", async () => {
    expect(routes.length).toBeGreaterThan(30);
    const before = await fingerprint(app.db, foreign.workspaceId);
    const faults: string[] = [];
    for (const { name, as, home } of visitors) {
      for (const route of routes) {
        if (route.path === "/api/sign-out") continue;
        const request = fill(route, foreign);
        for (const workspace of new Set([foreign.workspaceId, home])) {
          const answer = await app.api<unknown>(route.method, request.url, request.body, { as, workspace });
          const place = workspace === home ? "at home" : "there";
          const fault = faultOf(route, request, answer, workspace === home, name);
          if (fault)
            faults.push(
              `${name} ${place}: ${route.method} ${route.path} → ${answer.status} ${fault} ${JSON.stringify(answer.body).slice(0, 200)}`,
            );
        }
      }
    }
    expect(faults).toEqual([]);
    expect(await fingerprint(app.db, foreign.workspaceId)).toEqual(before);
  }, 180_000);

  it("is open to its own people, so the refusals above come from the walls", async () => {
    const own = await app.signedIn("owner", foreign);
    for (const path of [`/api/deals/${foreign.dealId}`, "/api/sources", "/api/members", "/api/keys"]) {
      const answer = await app.api("GET", path, undefined, { as: own, workspace: foreign.workspaceId });
      expect([path, answer.status, foreignWords.test(JSON.stringify(answer.body))]).toEqual([path, 200, true]);
    }
  });

  it("leaves nothing to the checks of routes: an owner passes them all", () => {
    expect(permissionsOf.owner.size).toBe(permissions.length);
  });

  function faultOf(
    route: Route,
    request: Filled,
    answer: { status: number; body: unknown },
    atHome: boolean,
    visitor: string,
  ): string | undefined {
    const { status } = answer;
    const text = JSON.stringify(answer.body ?? "");
    if (status >= 500) return "is an error of ours";
    if (foreignWords.test(text) && !foreignWords.test(request.url)) return "tells a foreign word";
    if (foreignIds.some((id) => text.includes(id) && !request.sent.includes(id))) return "tells a foreign id";
    if (above.test(route.path)) return undefined;
    const refused = status === 401 || status === 403 || status === 404;
    if (visitor === "nobody" && !refused) return "lets a stranger in";
    if (!atHome && !refused) return "answers for a foreign workspace";
    if (atHome && request.inPath && !refused) return "takes a foreign id in its path";
    if (atHome && request.inPath && visitor === "owner" && status !== 404) return "does not get as far as the wall";
    const nothingDone = (answer.body as { moved?: unknown[] } | undefined)?.moved?.length === 0; // a bulk verb refuses each by itself
    if (atHome && request.inBody && status < 400 && !nothingDone) return "takes a foreign id in its body";
    return undefined;
  }
});

describe("row-level security alone", () => {
  const app = useApp({ workers: false });

  it("stands on every table of a workspace, and the application's role cannot pass it", async () => {
    const tables = await app.db.inSystem((tx) =>
      tx.query<{ name: string; walled: boolean; policies: number; scoped: boolean; readable: boolean }>(sql`
        select c.relname as name, c.relrowsecurity as walled,
          (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
          exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped) as scoped,
          has_table_privilege('sluice_app', c.oid, 'select') as readable
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname = 'public'
        order by 1
      `),
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name, walled, policies, scoped, readable } of tables) {
      if (scoped || readable) expect([name, walled, policies > 0]).toEqual([name, true, true]);
    }
    const [role] = await app.db.inSystem((tx) =>
      tx.query<{ passes: boolean }>(sql`select rolbypassrls or rolsuper as passes from pg_roles where rolname = 'sluice_app'`),
    );
    expect(role!.passes).toBe(false);
  });

  it("hides and protects a foreign workspace's rows from statements without any filter", async () => {
    const other = await app.buildShop();
    await app.db.inSystem((tx) =>
      tx.query(sql`insert into activity (workspace_id, id, type, at) values (${other.workspaceId}, gen_random_uuid(), 'note', now())`),
    );
    const tables = await scopedTables(app.db);
    for (const table of tables) {
      const seen = await app.db.inWorkspace(app.shop.workspaceId, (tx) =>
        tx.query(sql`select 1 from ${sql.table(table)} where workspace_id <> ${app.shop.workspaceId} limit 1`),
      );
      expect([table, seen.length]).toEqual([table, 0]);
      const before = await count(table);
      await app.db
        .inWorkspace(app.shop.workspaceId, (tx) => tx.query(sql`delete from ${sql.table(table)} where workspace_id = ${other.workspaceId}`))
        .catch(() => {});
      await app.db
        .inWorkspace(app.shop.workspaceId, (tx) =>
          tx.query(sql`update ${sql.table(table)} set workspace_id = ${app.shop.workspaceId} where workspace_id = ${other.workspaceId}`),
        )
        .catch(() => {});
      expect([table, await count(table)]).toEqual([table, before]);
    }
    async function count(table: string): Promise<number> {
      const [row] = await app.db.inSystem((tx) =>
        tx.query<{ n: number }>(sql`select count(*) as n from ${sql.table(table)} where workspace_id = ${other.workspaceId}`),
      );
      return row!.n;
    }
  });
});

type Filled = { url: string; body: unknown; sent: string; inPath: boolean; inBody: boolean };

/** A request that names the foreign shop's things wherever the route asks for one. */
function fill({ path, operation }: Route, foreign: ForeignShop): Filled {
  const known = (name: string): unknown => knownValue(path, name, foreign);
  let url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = known(name);
    if (value === undefined) throw new Error(`Teach the walls what {${name}} of ${path} is.`);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const parameter of operation.parameters ?? []) {
    const value =
      parameter.in === "query"
        ? (known(parameter.name) ?? (parameter.required ? sampleOf(parameter.schema, known) : undefined))
        : undefined;
    if (value !== undefined) query.set(parameter.name, String(value));
  }
  if (query.size > 0) url += `?${query}`;
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const body = schema && sampleOf(schema, known);
  const written = JSON.stringify(body ?? "");
  const ids = [foreign.dealId, foreign.otherContactId, foreign.otherCompanyId, foreign.pipeline.id];
  return { url, body, sent: url + written, inPath: path.includes("{"), inBody: ids.some((id) => written.includes(id)) };
}

function knownValue(path: string, name: string, foreign: ForeignShop): unknown {
  const room = path.split("/")[2]!;
  const own: Record<string, string> = {
    deals: foreign.dealId,
    contacts: foreign.contactId,
    pipelines: foreign.pipeline.id,
    sources: foreign.sourceId,
    keys: foreign.keyId,
    invitations: foreign.invitationId,
    companies: foreign.companyId,
    duplicates: foreign.contactId,
    imports: foreign.importId,
    tasks: foreign.taskId,
    changes: foreign.changeId,
    views: foreign.viewId,
    insights: foreign.alertId,
  };
  const values: Record<string, unknown> = {
    id: own[room],
    dealId: foreign.dealId,
    contactId: foreign.otherContactId,
    otherId: foreign.otherContactId,
    companyId: foreign.otherCompanyId,
    pipelineId: foreign.pipeline.id,
    sourceId: foreign.sourceId,
    userId: foreign.userId,
    externalId: foreign.externalId,
    stageId: "decision",
    fileId: "00000000abcd",
    what: "check",
    mergeId: "1",
    keep: { name: "this" },
    q: "geheim",
    email: "somebody@else.example",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    fromDay: "2026-01-01",
    day: "2026-01-01",
    dueDay: "2026-01-01",
    from: "2026-01-01",
    to: "2026-01-01",
    ownerId: null,
    checked: [],
    baseVersion: 1,
    stages: room === "imports" ? {} : foreign.pipeline.stages,
    idle: { auto: true, days: 30, returningDays: 365 },
    moveTo: {},
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

type Db = ReturnType<typeof useApp>["db"];

function scopedTables(db: Db): Promise<string[]> {
  return db
    .inSystem((tx) =>
      tx.query<{ name: string }>(sql`
        select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname = 'public' and a.attname = 'workspace_id' and not a.attisdropped
        order by 1
      `),
    )
    .then((rows) => rows.map((row) => row.name));
}

/** Every row of the workspace, as one number a table. */
/** An alert is somebody's to set aside, so it is held against the walls too. */
const clockwork = new Set(byItself.filter((name) => name !== "alert"));

async function fingerprint(db: Db, workspaceId: string): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const table of (await scopedTables(db)).filter((name) => !clockwork.has(name))) {
    const [row] = await db.inSystem((tx) =>
      tx.query<{ print: string | null }>(
        sql`select md5(string_agg(t::text, ',' order by t::text)) as print from ${sql.table(table)} t where workspace_id = ${workspaceId}`,
      ),
    );
    prints[table] = row!.print ?? "";
  }
  return prints;
}

async function idsOf(db: Db, workspaceId: string): Promise<string[]> {
  const ids = [workspaceId];
  for (const table of [
    "contact",
    "deal",
    "pipeline",
    "source",
    "shop_order",
    "activity",
    "api_key",
    "invitation",
    "company",
    "task",
    "change_note",
  ]) {
    const rows = await db.inSystem((tx) =>
      tx.query<{ id: string }>(sql`select id::text from ${sql.table(table)} where workspace_id = ${workspaceId}`),
    );
    ids.push(...rows.map((row) => row.id));
  }
  return ids;
}
