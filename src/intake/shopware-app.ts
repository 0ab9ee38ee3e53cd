import type { IncomingMessage, ServerResponse } from "node:http";
import { now } from "#base/clock.ts";
import { newSecret } from "#base/ids.ts";
import { refuse } from "#base/refusal.ts";
import { keyOf } from "#people/reach.ts";
import { answer, answerKept } from "./answer.ts";
import { openApp, sealApp, secretsOf, type App } from "./app-secrets.ts";
import { headersOf } from "./hook.ts";
import { readBody } from "./read-body.ts";
import { hexHmac, refuseStale, signerOf } from "./signature.ts";
import { graceMs, sourcesChanged, type KnownSource } from "./source-cache.ts";
import { lockSource, updateApp, type Source } from "./source-queries.ts";
import { isObject, parseJson, type Json } from "./sources/json.ts";
import type { Door } from "./track.ts";

/** The app's name in the shop; it is part of the proof, so the manifest that people download has the same. */
export const appName = "Sluice";

/** The shop asks, signed with the app's secret; Sluice proves that it holds it as well and hands out a secret for this shop. */
export async function registerShop(door: Door, request: IncomingMessage, response: ServerResponse, sourceId: string): Promise<void> {
  const source = await shopwareSource(door, sourceId);
  const query = (request.url ?? "").split("?")[1] ?? "";
  const header = headersOf(request);
  const appSecret = signerOf(source.appSecrets, query, header(["shopware-app-signature"]), "hex");
  if (appSecret === undefined) throw refuse("unauthenticated", "wrong_signature");
  const asked = new URLSearchParams(query);
  refuseStale(Number(asked.get("timestamp") ?? Number.NaN) * 1000);
  const [shopId, shopUrl] = [keyOf(asked.get("shop-id")), asked.get("shop-url")];
  if (shopId === undefined || !shopUrl || !URL.canParse(shopUrl)) throw refuse("invalid", "shop_missing");

  const secret = newSecret("") + newSecret(""); // Shopware wants 64 characters
  await changeApp(door, source, (app) => {
    if (app.shopId !== null && app.shopId !== shopId) throw refuse("conflict", "other_shop_connected");
    mustBeSameShop(app, query, header(["shopware-shop-signature"]));
    return { ...app, pending: { shopId, secret } };
  });
  const proof = hexHmac(appSecret, shopId + shopUrl + appName);
  const confirmation = `${door.publicUrl}/hooks/shopware/${source.id}/confirm`;
  answer(response, 200, JSON.stringify({ proof, secret, confirmation_url: confirmation }));
}

/**
 * The shop confirms with the new secret, which is good from now on; the one before stays good for an hour, for what is on its way. The keys
 * to the shop's API that come along are not kept, because nothing here uses them.
 */
export async function confirmShop(door: Door, request: IncomingMessage, response: ServerResponse, sourceId: string): Promise<void> {
  const source = await shopwareSource(door, sourceId);
  const bytes = await readBody(request);
  if (bytes === undefined) return;
  const header = headersOf(request);
  await changeApp(
    door,
    source,
    (app) => {
      const { pending } = app;
      const open = pending ? [{ secret: pending.secret, untilMs: Number.POSITIVE_INFINITY }] : [];
      if (!pending || signerOf(open, bytes, header(["shopware-shop-signature"]), "hex") === undefined)
        throw refuse("unauthenticated", "wrong_signature");
      mustBeSameShop(app, bytes, header(["shopware-shop-signature-previous"]));
      const body = parseJson(bytes.toString("utf8"));
      if (!isObject(body) || body["shopId"] !== pending.shopId || urlIn(body) === undefined) throw refuse("invalid", "shop_missing");
      refuseStale(Number(body["timestamp"]) * 1000);
      const previous = app.secret === undefined ? undefined : { secret: app.secret, untilMs: now() + graceMs };
      return { shopId: pending.shopId, secret: pending.secret, ...(previous && { previous }) };
    },
    () => urlIn(parseJson(bytes.toString("utf8")) as Json)!,
  );
  answerKept(response);
}

/** A shop that was here before signs with its old secret too. Older Shopware, and an app that was removed meanwhile, cannot. */
function mustBeSameShop(app: App, bytes: Buffer | string, signature: string | undefined): void {
  const known = secretsOf(app);
  if (signature !== undefined && known.length > 0 && signerOf(known, bytes, signature, "hex") === undefined)
    throw refuse("unauthenticated", "wrong_signature");
}

function urlIn(body: Json): string | undefined {
  const url = body["shopUrl"];
  return typeof url === "string" && url.length <= 500 && URL.canParse(url) ? url : undefined;
}

async function shopwareSource(door: Door, sourceId: string): Promise<KnownSource> {
  const source = await door.sources.findById(sourceId);
  if (source?.kind !== "shopware") throw refuse("missing", "source_missing");
  return source;
}

async function changeApp(
  door: Door,
  { workspaceId, id }: KnownSource,
  change: (app: App) => App,
  shopUrlOf: (source: Source) => string | null = ({ shopUrl }) => shopUrl,
): Promise<void> {
  await door.db.inWorkspace(workspaceId, async (tx) => {
    const source = await lockSource(tx, id);
    if (!source) throw refuse("missing", "source_missing");
    const app = change(openApp(source.appSealed, door.seal));
    await updateApp(tx, id, sealApp(app, door.seal), shopUrlOf(source));
    tx.afterCommit(sourcesChanged);
  });
}
