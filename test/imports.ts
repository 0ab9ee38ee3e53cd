import { sql } from "kysely";
import { readFileSync } from "node:fs";
import type { ImportDetail } from "#imports/contract.ts";
import type { TestApp } from "./app.ts";
import { byItself } from "./clockwork.ts";

/** Files as a person brings them in, over HTTP. */
export type Importing = {
  /** Uploads the files and waits until they are read. */
  begin(files: Record<string, string | Buffer>): Promise<ImportDetail>;
  get(id: string): Promise<ImportDetail>;
  /** Starts something and waits until it is done. */
  go(id: string, what: "check" | "run" | "cancel" | "undo"): Promise<ImportDetail>;
  setPlan(id: string, change: (plan: NonNullable<ImportDetail["plan"]>) => void): Promise<ImportDetail>;
  /** Uploads, checks and runs. */
  bring(files: Record<string, string | Buffer>, change?: (plan: NonNullable<ImportDetail["plan"]>) => void): Promise<ImportDetail>;
};

export function importing(app: TestApp, workspace: () => string = () => app.shop.workspaceId): Importing {
  const ask = async (method: string, path: string, body?: unknown): Promise<ImportDetail> => {
    const answer = await app.api<ImportDetail>(method, path, body, { workspace: workspace() });
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const until = async (id: string, isThere: (found: ImportDetail) => boolean): Promise<ImportDetail> => {
    for (let tries = 0; tries < 6_000; tries += 1) {
      const found = await ask("GET", `/api/imports/${id}`);
      if (isThere(found)) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the import did not get there in time");
  };
  const busy = ["checking", "running", "cancelling", "undoing"];

  const self: Importing = {
    async begin(files) {
      const { id } = await ask("POST", "/api/imports");
      for (const [name, content] of Object.entries(files)) {
        const answer = await app.app.request(`http://127.0.0.1:4600/api/imports/${id}/files?name=${encodeURIComponent(name)}`, {
          method: "PUT",
          headers: { ...app.adminHeaders(), "sluice-workspace": workspace(), host: "127.0.0.1:4600" },
          body: content as never,
        });
        if (answer.status !== 200) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
      }
      return until(
        id,
        ({ files: read, plan }) =>
          read.every(({ state }) => state === "read" || state === "refused") &&
          (plan !== null || read.every(({ state }) => state === "refused")),
      );
    },
    get: (id) => ask("GET", `/api/imports/${id}`),
    async go(id, what) {
      await ask("POST", `/api/imports/${id}/${what}`);
      return until(id, ({ state }) => !busy.includes(state));
    },
    async setPlan(id, change) {
      const { plan } = await ask("GET", `/api/imports/${id}`);
      change(plan!);
      return ask("PUT", `/api/imports/${id}/plan`, plan);
    },
    async bring(files, change) {
      const { id } = await self.begin(files);
      if (change) await self.setPlan(id, change);
      const checked = await self.go(id, "check");
      if (checked.state !== "checked") throw new Error(`the dry run ended as ${checked.state}: ${JSON.stringify(checked.failure)}`);
      const done = await self.go(id, "run");
      if (done.state !== "done") throw new Error(`the run ended as ${done.state}: ${JSON.stringify(done.failure)}`);
      return done;
    },
  };
  return self;
}

export function fileOf(path: string): Buffer {
  return readFileSync(path);
}

/** The ledger, an import's own notes, and what the search for duplicates and Sluice's clockwork work out of the rest in their own time. */
const apart = [
  ...byItself,
  "ledger",
  "import",
  "import_before",
  "import_plan",
  "likeness",
  "likeness_key",
  "duplicate_pair",
  "duplicate_search",
];

/** By table a hash over all rows of the workspace, the ledger apart. */
export async function hashes(app: TestApp, workspaceId = app.shop.workspaceId): Promise<Record<string, string>> {
  return app.db.inWorkspace(workspaceId, async (tx) => {
    const tables = await tx.query<{ name: string }>(sql`
      select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.column_name = 'workspace_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1
    `);
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      if (apart.includes(name)) continue;
      const [row] = await tx.query<{ n: number; hash: string }>(sql`
        select count(*) as n, coalesce(md5(string_agg(md5(to_jsonb(t)::text), '' order by md5(to_jsonb(t)::text))), '') as hash from ${sql.table(name)} t
      `);
      found[name] = `${row!.n} ${row!.hash}`;
    }
    return found;
  });
}
