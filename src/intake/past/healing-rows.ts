import type { Order, OrderRecord } from "#orders/order.ts";
import type { Inbound } from "../receive.ts";
import { objectOf, parseJson } from "../sources/json.ts";
import { inboundOf } from "./carry-on.ts";
import type { ApiKind, Told } from "./shop-api.ts";

type Healing = { kind: ApiKind; sourceId: string; healId: string; atMs: number };

const shapes = {
  shopify: { changed: "updated_at", deleted: "orders/delete", write: (atMs: number) => new Date(atMs).toISOString() },
  woocommerce: {
    changed: "date_modified_gmt",
    deleted: "order.deleted",
    write: (atMs: number) => new Date(atMs).toISOString().slice(0, -1),
  },
} satisfies Record<ApiKind, unknown>;

/**
 * Events that bring the asked orders here to what the shop says now: the told ones as they are, those it does not have as deleted. Each is an
 * event of its own even if the same was taken before. What was just told is the newest word: where something newer stands here (a tracking
 * client's clock, say), it is dated right after that.
 */
export function healingRows(
  { kind, sourceId, healId, atMs }: Healing,
  { ids, told, known }: { ids: readonly string[]; told: readonly Told[]; known: readonly Order[] },
): Inbound[] {
  const shape = shapes[kind];
  const newest = new Map(known.map(({ externalId, record }) => [externalId, newestOf(record)]));
  const there = told.map((each) => {
    const after = newest.get(each.id);
    const isOlder = after !== undefined && Number(each.version) <= after;
    const body = isOlder ? JSON.stringify({ ...objectOf(parseJson(each.body)), [shape.changed]: shape.write(after + 1) }) : each.body;
    return inboundOf(sourceId, healId, { ...each, body, version: `${each.version}-${atMs}` });
  });
  const found = new Set(told.map(({ id }) => id));
  const gone = ids
    .filter((id) => !found.has(id))
    .map((id) => inboundOf(sourceId, healId, { topic: shape.deleted, id, version: `gone-${atMs}`, body: JSON.stringify({ id }) }));
  return [...there, ...gone];
}

function newestOf({ figures, state, refunded, items }: OrderRecord): number {
  return Math.max(...[figures, state, refunded, items].map((stamp) => stamp?.at ?? 0));
}
