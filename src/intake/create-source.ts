import { newId, newSecret } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Seal } from "#base/seal.ts";
import { lockLedger } from "#ledger/append.ts";
import { getPipeline, listPipelines } from "#pipelines/queries.ts";
import { signs } from "./kinds.ts";
import { sourcesChanged } from "./source-cache.ts";
import { insertSource, listShopScopes, listSources, type Source } from "./source-queries.ts";
import type { SourceKind } from "./sources/translate.ts";

export type NewSource = { kind: Exclude<SourceKind, "demo">; name: string; pipelineId?: string | undefined; secret?: string | undefined };

/** Connects a shop, a tracking client or a website. `secret` is told here once; afterwards only its seal is kept. */
export async function createSource(tx: Tx, seal: Seal, wish: NewSource): Promise<Source & { secret: string | undefined }> {
  await lockLedger(tx); // two that come together must not both be the first shop
  if ((await listSources(tx)).length >= limits.sources) throw refuse("conflict", "too_many_sources", { limit: limits.sources });
  const pipeline = wish.pipelineId ? await getPipeline(tx, wish.pipelineId) : (await listPipelines(tx))[0];
  if (!pipeline) throw refuse("conflict", "pipeline_needed");
  const id = newId();
  const isShop = signs(wish.kind);
  const secret = isShop ? (wish.secret ?? newSecret("")) : undefined;
  const source = {
    id,
    kind: wish.kind,
    name: wish.name,
    pipelineId: pipeline.id,
    scope: isShop ? await scopeFor(tx, id, wish.kind) : "",
    writeKey: isShop ? null : newSecret("wk_"),
    secretSealed: secret === undefined ? null : seal.seal(secret),
    appSealed: null,
    shopUrl: null,
  };
  await insertSource(tx, source);
  tx.afterCommit(sourcesChanged);
  return { ...source, createdAt: 0, secret };
}

/**
 * The first shop shares its order and customer numbers with the tracking of the same workspace; those of a second shop are another's.
 * A shop of the same kind as the removed first one is taken for that shop, connected again.
 */
async function scopeFor(tx: Tx, id: string, kind: SourceKind): Promise<string> {
  const firsts = (await listShopScopes(tx)).filter((shop) => shop.scope === "");
  return firsts.every((shop) => shop.removed && shop.kind === kind) ? "" : id;
}
