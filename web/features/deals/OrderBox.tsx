import { useTranslation } from "react-i18next";
import type { DealDetail } from "#deals/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { Money } from "#web/ui/Money.tsx";
import classes from "./Deal.module.css";

/** The order that won this deal: what, when, and what went back. */
export function OrderBox({ order }: { order: NonNullable<DealDetail["order"]> }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  return (
    <section className={classes.box}>
      <h2>{order.number ? t("order.title", { number: order.number }) : t("order.titlePlain")}</h2>
      <p className={classes.pair}>
        <span>{order.placedAt ? format.date(order.placedAt) : t("order.notPlaced")}</span>
        {order.refundedMinor === 0 && <Money amountMinor={order.valueMinor} currency={order.currency} />}
      </p>
      {order.refundedMinor > 0 && (
        <>
          <p className={`${classes.pair} ${classes.refund}`}>
            <span>{t("order.refunded")}</span>
            <Money amountMinor={-order.refundedMinor} currency={order.currency} />
          </p>
          <p className={classes.pair}>
            <span>{t("order.remains")}</span>
            <Money amountMinor={order.valueMinor} currency={order.currency} />
          </p>
        </>
      )}
      {order.cancelledAt && <p className={classes.refund}>{`${t("order.cancelled")} · ${format.date(order.cancelledAt)}`}</p>}
      {order.items.length > 0 ? (
        <ul className={classes.items} aria-label={t("order.items")}>
          {order.items.map((item, index) => (
            <li key={index}>
              <span>{t("order.quantity", { number: format.number(item.quantity, 2) })}</span> {item.name}
            </li>
          ))}
        </ul>
      ) : (
        <p className={classes.quiet}>{t("order.noItems")}</p>
      )}
    </section>
  );
}
