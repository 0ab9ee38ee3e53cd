import { Hono } from "hono";
import { sql } from "kysely";
import { hashSecret, newSecret } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import type { House } from "#workspaces/http.ts";
import type { Keys } from "./keys.ts";
import { isOwned } from "./open-shop.ts";
import { givePass, hasPass } from "./passes.ts";
import { isLocal } from "./same-origin.ts";

/** A new one-time link while nobody owns this Sluice, else undefined. `demo` opens straight into the demo shop. */
export async function createStartLink(db: Database, publicUrl: string, demo: boolean): Promise<string | undefined> {
  const token = newSecret("");
  const created = await db.inSystem(async (tx) => {
    if (await isOwned(tx)) return false;
    await tx.query(sql`delete from start_token where created_at < now() - interval '7 days'`);
    await tx.query(sql`insert into start_token (hash) values (${hashSecret(token)})`);
    return true;
  });
  return created ? `${publicUrl}/start?token=${token}${demo ? "&open=demo" : ""}` : undefined;
}

/** Index: primary key. Good once, for seven days. */
async function useToken(db: Database, token: string): Promise<boolean> {
  const rows = await db.inSystem((tx) =>
    tx.query(sql`
      update start_token set used_at = now()
      where hash = ${hashSecret(token)} and used_at is null and created_at > now() - interval '7 days'
      returning hash
    `),
  );
  return rows.length > 0;
}

/** `GET /start?token=…`: turns the one-time link into a pass of this browser and shows the app. */
export function startLink(keys: Keys): Hono<House> {
  return new Hono<House>().get("/start", async (c) => {
    c.header("cache-control", "no-store");
    const demo = c.req.query("open") === "demo";
    if (c.req.method === "HEAD") return c.body(null, 204); // a preview of the link does not use it up
    const known = hasPass(c, keys, "start") || (await useToken(c.get("db"), c.req.query("token") ?? ""));
    if (known) givePass(c, keys, "start");
    if (demo && (known || isLocal(c))) givePass(c, keys, "guest");
    if (known || (demo && isLocal(c)) || (await c.get("db").inSystem(isOwned))) return c.redirect("/");
    return c.text("This link has been used already, or it is too old. Start Sluice again: it prints a new one.\n", 410);
  });
}
