import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDealName } from "#web/lib/deal-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Money } from "#web/ui/Money.tsx";
import { contactQuery } from "./api.ts";
import classes from "./Deal.module.css";

const shownIdentities = 4;
const shownOrders = 5;

/** Who it is, what they are known by, and what they bought before. */
export function ContactPanel({ contactId }: { contactId: string }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  const nameOf = useDealName();
  const workspace = useWorkspace();
  const { data: contact } = useQuery(contactQuery(workspace.can("contacts.view") ? contactId : undefined));
  if (!contact) return null;
  const identities = contact.identities.toSorted((a, b) => Number(a.kind === "anonymous") - Number(b.kind === "anonymous"));
  return (
    <section className={classes.box}>
      <h2>{t("contact.title")}</h2>
      <p>
        <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId: workspace.id, contactId }} className={classes.strong}>
          {nameOf({ name: contact.name, contact })}
        </Link>
        {contact.company && <span className={classes.quiet}> {contact.company.name}</span>}
      </p>
      {contact.city && (
        <p className={classes.quiet}>
          {contact.country ? t("contact.from", { city: contact.city, country: contact.country }) : contact.city}
        </p>
      )}
      {contact.email && (
        <p className={classes.cut}>
          <a href={`mailto:${contact.email}`}>{contact.email}</a>
        </p>
      )}
      {contact.phone && (
        <p>
          <a href={`tel:${contact.phone.replaceAll(/[^\d+]/g, "")}`}>{contact.phone}</a>
        </p>
      )}
      <h3>{t("contact.identities")}</h3>
      <ul className={classes.identities}>
        {identities.slice(0, shownIdentities).map((identity) => (
          <li key={`${identity.kind}:${identity.value}`}>
            <span>{t(`contact.kinds.${identity.kind}`)}</span> <span title={identity.value}>{identity.value}</span>
          </li>
        ))}
      </ul>
      {identities.length > shownIdentities && (
        <p className={classes.quiet}>{t("contact.more", { count: identities.length - shownIdentities })}</p>
      )}
      <h3>{t("contact.orders")}</h3>
      {contact.orders.length === 0 ? (
        <p className={classes.quiet}>{t("contact.noOrders")}</p>
      ) : (
        <ul className={classes.orders}>
          {contact.orders.slice(0, shownOrders).map((order) => (
            <li key={order.id} className={classes.pair}>
              <span>
                {order.number ? t("contact.order", { number: order.number }) : t("contact.orderPlain")}
                <small>{order.cancelledAt ? t("contact.cancelled") : order.placedAt ? format.date(order.placedAt) : ""}</small>
              </span>
              <Money amountMinor={order.valueMinor} currency={order.currency} />
            </li>
          ))}
        </ul>
      )}
      {contact.orders.length > shownOrders && (
        <p className={classes.quiet}>{t("contact.more", { count: contact.orders.length - shownOrders })}</p>
      )}
    </section>
  );
}
