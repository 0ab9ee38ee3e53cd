import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { isId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Seal } from "#base/seal.ts";
import { openApp, secretsOf } from "./app-secrets.ts";
import type { Secret } from "./signature.ts";
import type { SourceKind } from "./sources/translate.ts";

/** What the door needs to know of a source. */
export type KnownSource = {
  workspaceId: string;
  id: string;
  kind: SourceKind;
  /** What may sign events. */
  secrets: Secret[];
  /** Of Shopware: what may sign that a shop installs the app. */
  appSecrets: Secret[];
};

export type SourceCache = {
  findByWriteKey(key: string): Promise<KnownSource | undefined>;
  findById(id: string): Promise<KnownSource | undefined>;
  /** True when asking would cost no query. */
  holdsKey(key: string): boolean;
};

const keptMs = 5_000;
const maxEntries = 10_000;
let changes = 0;

/** Says that sources were changed here: what is cached of them is forgotten. Other processes learn of it within five seconds. */
export function sourcesChanged(): void {
  changes += 1;
}

type Row = {
  workspace_id: string;
  id: string;
  kind: SourceKind;
  secret_sealed: string | null;
  previous_secret_sealed: string | null;
  app_sealed: string | null;
};

const columns = sql`workspace_id, id, kind, secret_sealed, previous_secret_sealed, app_sealed`;

export function createSourceCache(db: Database, seal: Seal): SourceCache {
  const entries = new Map<string, { source: Promise<KnownSource | undefined>; untilMs: number; known: boolean }>();
  let seen = changes;

  function cached(name: string, load: () => Promise<Row[]>): Promise<KnownSource | undefined> {
    if (seen !== changes || entries.size > maxEntries) entries.clear();
    seen = changes;
    const held = entries.get(name);
    if (held && held.untilMs > now()) return held.source;
    const source = load().then(([row]) => row && open(row, seal));
    const entry = { source, untilMs: now() + keptMs, known: false };
    entries.set(name, entry);
    source.then(
      (found) => (entry.known = found !== undefined),
      () => entries.delete(name),
    );
    return source;
  }

  return {
    findByWriteKey: (key) =>
      cached(`key:${key}`, () =>
        db.inSystem((tx) => tx.query<Row>(sql`select ${columns} from source where write_key = ${key} and removed_at is null`)),
      ),
    findById: async (id) =>
      isId(id)
        ? cached(`id:${id}`, () =>
            db.inSystem((tx) => tx.query<Row>(sql`select ${columns} from source where id = ${id} and removed_at is null limit 1`)),
          )
        : undefined,
    holdsKey: (key) => seen === changes && (entries.get(`key:${key}`)?.known ?? false),
  };
}

function open(row: Row, seal: Seal): KnownSource {
  const secrets = row.secret_sealed === null ? [] : [{ secret: seal.open(row.secret_sealed), untilMs: Number.POSITIVE_INFINITY }];
  if (row.previous_secret_sealed !== null) secrets.push(previousSecret(seal.open(row.previous_secret_sealed)));
  const known = { workspaceId: row.workspace_id, id: row.id, kind: row.kind };
  if (row.kind !== "shopware") return { ...known, secrets, appSecrets: [] };
  return { ...known, secrets: secretsOf(openApp(row.app_sealed, seal)), appSecrets: secrets };
}

/** How long a secret that was replaced may still sign, for what is on its way. */
export const graceMs = 3600_000;

/** A secret that was replaced, as it is sealed: with the instant until which it may still sign. */
export function retiredSecret(secret: string): string {
  return `${now() + graceMs}:${secret}`;
}

function previousSecret(text: string): Secret {
  const colon = text.indexOf(":");
  return { untilMs: Number(text.slice(0, colon)), secret: text.slice(colon + 1) };
}
