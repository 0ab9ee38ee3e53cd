import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "#deals/contract.ts";
import { useFormat, type Format } from "#web/lib/format.ts";

type Translate = (key: string, values?: Record<string, unknown>) => string;
export type Words = {
  /** What happened. */ title: string;
  /** More of it, in grey. */ detail: string;
  /** Something a person wrote. */ quote: string;
  /** Who or what did it. */ by: string;
  /** A move, shown in colour. */ moved: boolean;
};

export function useTimelineWords(stageName: (stageId: string) => string, returning: boolean): (entry: TimelineEntry) => Words {
  const { t } = useTranslation("deals");
  const format = useFormat();
  return (entry) => wordsOf(entry, (key, values) => t(key, values ?? {}), format, stageName, returning);
}

/** A line of the timeline in plain words. What the shop did not tell is left out, never guessed. */
export function wordsOf(
  entry: TimelineEntry,
  t: Translate,
  format: Format,
  stageName: (stageId: string) => string,
  returning: boolean,
): Words {
  const data = entry.data;
  const words = { title: "", detail: [] as string[], quote: text(data.text) ?? text(data.note) ?? "", moved: false };
  const refunded = entry.type === "order.refunded" && typeof data.refundedMinor === "number";
  const value = moneyOf(refunded ? { ...data, valueMinor: data.refundedMinor } : data, format);
  const key = entry.type.replaceAll(".", "_");
  const say = (name: string, values: Record<string, unknown> = {}) => t(`timeline.${name}`, values);
  const withOrPlain = (name: string, values: Record<string, string | undefined>) =>
    Object.values(values).some((each) => each === undefined) ? say(`${name}_plain`) : say(name, values);

  switch (entry.type) {
    case "page.viewed":
      words.title = withOrPlain(key, { page: text(data.title) ?? text(data.page) });
      break;
    case "products.searched":
      words.title = withOrPlain(key, { query: text(data.query) });
      break;
    case "product.viewed":
    case "product.added":
    case "product.removed":
    case "product.reviewed":
      words.title = withOrPlain(key, { product: text(data.product) });
      break;
    case "cart.updated":
      words.title = say(key);
      if (typeof data.itemCount === "number") words.detail.push(say("items", { count: data.itemCount }));
      break;
    case "contact.identified":
      words.title = withOrPlain(key, { who: text(data.person) ?? text(data.email) ?? text(data.phone) });
      break;
    case "order.placed":
      words.title = text(data.orderNumber) ? say("order_placed_number", { number: text(data.orderNumber) }) : say(key);
      break;
    case "activity.done": {
      const name = text(data.name) ?? text(data.activity) ?? "note";
      const known = ["note", "call", "demo", "meeting", "email", "campaign", "follow_up"].includes(name);
      words.title = known ? t(`timeline.activity.${name}`) : say("activity_plain", { name });
      const outcome = text(data.outcome);
      if (outcome) words.detail.push(t(`compose.outcomes.${outcome}`, { defaultValue: outcome }));
      break;
    }
    case "custom":
      words.title = withOrPlain(key, { name: text(data.name) });
      break;
    case "deal.opened": {
      const source = text(data.source) ?? text(data.touchSource);
      words.title =
        entry.cause === "person"
          ? say("deal_opened_person")
          : returning
            ? say("deal_opened_returning")
            : source
              ? say("deal_opened_from", { source })
              : say(key);
      break;
    }
    case "deal.moved":
    case "deal.won":
    case "deal.reopened": {
      const [from, to] = [text(data.from), text(data.to)];
      words.moved = true;
      words.title =
        entry.type !== "deal.moved"
          ? say(key)
          : from && to
            ? say(key, { from: stageName(from), to: stageName(to) })
            : to
              ? stageName(to)
              : say("deal_changed");
      break;
    }
    case "deal.lost": {
      const reason = text(data.reason);
      words.title = reason ? say("deal_lost_for", { reason: t(`lostReason.${reason}`, { defaultValue: reason }) }) : say(key);
      break;
    }
    case "deal.valued": {
      const before = typeof data.beforeMinor === "number" ? moneyOf({ ...data, valueMinor: data.beforeMinor }, format) : undefined;
      words.title = !value ? say("deal_changed") : before ? say("deal_valued_was", { value, before }) : say(key, { value });
      break;
    }
    case "deal.changed":
      words.title = changeOf(data, say);
      break;
    default: {
      const title = t(`timeline.${key}`, { defaultValue: "" });
      words.title = title || say("other", { type: entry.type });
    }
  }
  if (value && entry.type !== "deal.valued") words.detail.push(value);
  if (typeof data.count === "number" && data.count > 1) words.detail.unshift(`${format.number(data.count)}×`);
  return { title: words.title, detail: words.detail.join(" · "), quote: words.quote, by: causeOf(entry, t), moved: words.moved };
}

/** `changed` holds what a person set: the name, the owner, the checklist. */
function changeOf(data: Record<string, unknown>, say: (name: string, values?: Record<string, unknown>) => string): string {
  const changed = (data.changed ?? {}) as Record<string, unknown>;
  const [only, ...more] = Object.keys(changed);
  if (more.length > 0) return say("deal_changed");
  if (only === "name") return say("deal_named", { name: text(changed.name) });
  if (only === "ownerId") return say(changed.ownerId === null ? "deal_unassigned" : "deal_assigned");
  return say(only === "checked" ? "deal_checked" : "deal_changed");
}

/** Who or what made it so: the shop, a person, a rule of the pipeline, the clock. */
export function causeOf(entry: Pick<TimelineEntry, "cause" | "actor" | "source">, t: Translate): string {
  if (entry.cause === "person") return entry.actor?.name ?? t("timeline.by.person");
  if (entry.cause === "shop") return entry.source?.name ? t("timeline.by.shopNamed", { name: entry.source.name }) : t("timeline.by.shop");
  return t(`timeline.by.${entry.cause}`);
}

function moneyOf(data: Record<string, unknown>, format: Format): string | undefined {
  const { valueMinor, currency } = data;
  return typeof valueMinor === "number" && typeof currency === "string" ? format.money(valueMinor, currency) : undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() || undefined;
  if (typeof value === "number") return String(value);
  if (value && typeof value === "object" && "name" in value) return text(value.name);
  if (value && typeof value === "object" && "title" in value) return text(value.title);
  return undefined;
}
