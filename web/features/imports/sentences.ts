import { useTranslation } from "react-i18next";
import type { ImportResult } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useKindCount, useListText } from "./words.ts";

/** What would happen, or did, as a person would say it. */
export function useSentences(result: ImportResult, planned: boolean): { lead: string; rest: string[] } {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const list = useListText();
  const kindCount = useKindCount();
  const tense = planned ? "will" : "did";
  const n = (count: number) => ({ count, n: format.number(count) });
  const money = (sums: { amountMinor: number; currency: string }[]) =>
    list(sums.map(({ amountMinor, currency }) => format.wholeMoney(amountMinor, currency)));

  const { kinds, outcomes, orders } = result;
  const total = (name: "created" | "updated" | "unchanged" | "joined" | "refused") => kinds.reduce((sum, kind) => sum + kind[name], 0);
  const changes = (["created", "updated"] as const)
    .filter((name) => total(name) > 0)
    .map((name) =>
      t(`say.${tense}.${name}`, {
        count: total(name),
        list: list(
          kinds
            .filter((kind) => kind[name] > 0)
            .toSorted((a, b) => b[name] - a[name])
            .map((kind) => kindCount(kind.kind, kind[name])),
        ),
      }),
    );
  const lead = changes.length > 0 ? changes.join(" ") : t(`say.${tense}.nothing`);

  const rest: string[] = [];
  const deals = outcomes.won + outcomes.lost + outcomes.open;
  if (deals > 0)
    rest.push(
      t("say.outcomes", {
        won: format.number(outcomes.won),
        value: outcomes.wonValue.length > 0 ? money(outcomes.wonValue) : format.number(0),
        lost: format.number(outcomes.lost),
        open: format.number(outcomes.open),
      }),
    );
  if (orders.orders > 0) {
    rest.push(
      t("say.orders", {
        orders: format.number(orders.orders),
        customers: format.number(orders.customers),
        repeat: format.number(orders.repeatCustomers),
        gross: money(orders.gross),
      }),
    );
  }
  if (orders.guests > 0) rest.push(t("say.guests", { ...n(orders.guests), gross: money(orders.guestGross) }));
  if (orders.cancelled > 0)
    rest.push(
      t("say.cancelledOrders", {
        ...n(orders.cancelled),
        known: format.number(orders.cancelledOfCustomers),
        value: orders.cancelledValue.length > 0 ? money(orders.cancelledValue) : format.number(0),
      }),
    );
  if (total("joined") > 0) rest.push(t(`say.${tense}.joined`, n(total("joined"))));
  if (total("unchanged") > 0) rest.push(t(`say.${tense}.unchanged`, n(total("unchanged"))));
  if (total("refused") > 0) rest.push(t(`say.${tense}.refused`, n(total("refused"))));
  if (planned) rest.push(t("say.nothingYet"));
  return { lead, rest };
}
