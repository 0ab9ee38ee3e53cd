import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "#people/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { Money } from "#web/ui/Money.tsx";
import { useUnmerge } from "./api.ts";
import classes from "./contacts.module.css";

type Props = { contact: ContactDetail; stageName: (stageId: string) => string };

export function ContactFacts({ contact, stageName }: Props) {
  const { t } = useTranslation("contacts");
  return (
    <aside className={classes.facts} aria-label={t("about")}>
      <About contact={contact} />
      <Deals contact={contact} stageName={stageName} />
      <Orders contact={contact} />
      <Identities contact={contact} />
      {contact.merges.length > 0 && <Merges contact={contact} />}
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function About({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const { email, phone, company, city, country, touch, firstSeenAt, leadAt, firstOrderAt } = contact;
  const origin = touch && [touch["source"], touch["medium"], touch["campaign"]].filter(Boolean).join(" · ");
  const lines: [string, ReactNode][] = [
    ["email", email && <a href={`mailto:${email}`}>{email}</a>],
    ["phone", phone && <a href={`tel:${phone}`}>{phone}</a>],
    [
      "company",
      company && (
        <Link to="/w/$workspaceId/companies/$companyId" params={{ workspaceId, companyId: company.id }}>
          {company.name}
        </Link>
      ),
    ],
    ["place", [city, country].filter(Boolean).join(", ")],
    ["origin", origin || touch?.["referrer"]],
    ["firstSeen", format.date(firstSeenAt)],
    ["leadSince", leadAt && format.date(leadAt)],
    ["customerSince", firstOrderAt && format.date(firstOrderAt)],
  ];
  return (
    <Part title={t("about")}>
      <dl className={classes.list}>
        {lines
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{t(`fields.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Part>
  );
}

function Deals({ contact: { deals }, stageName }: Props) {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  return (
    <Part title={t("deals")}>
      {deals.length === 0 && <p className={classes.dim}>{t("noDeals")}</p>}
      <ul className={classes.lines}>
        {deals.map(({ id, name, stageId, outcome, valueMinor, currency, openedAt }) => (
          <li key={id}>
            <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: id }}>
              {name ?? (outcome === "open" ? stageName(stageId) : t(`outcome.${outcome}`))}
            </Link>
            <span className={classes.dim}>
              {[name && outcome === "open" && stageName(stageId), t("since", { date: format.shortDate(openedAt) })]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <span className={classes.end}>
              <Money amountMinor={valueMinor} currency={currency} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Orders({ contact: { orders } }: { contact: ContactDetail }) {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  if (orders.length === 0) return null;
  return (
    <Part title={t("orders")}>
      <ul className={classes.lines}>
        {orders.map(({ id, number, valueMinor, currency, placedAt, cancelledAt, dealId }) => {
          const label = number ?? t("orderUnnumbered");
          return (
            <li key={id}>
              {dealId ? (
                <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId }}>
                  {label}
                </Link>
              ) : (
                <span>{label}</span>
              )}
              <span className={classes.dim}>{cancelledAt ? t("cancelled") : placedAt && format.date(placedAt)}</span>
              <span className={classes.end}>
                <Money amountMinor={valueMinor} currency={currency} />
              </span>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Identities({ contact: { identities } }: { contact: ContactDetail }) {
  const { t } = useTranslation("contacts");
  return (
    <Part title={t("identities")}>
      <dl className={classes.list}>
        {identities.map(({ kind, value, pinned }) => (
          <div key={`${kind} ${value}`}>
            <dt>{t(`identity.${kind}`)}</dt>
            <dd>
              <code>{value}</code> {pinned && <span className={classes.dim}>{t("pinned")}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Merges({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  const text = useErrorText();
  const { can } = useWorkspace();
  const unmerge = useUnmerge(contact.id);
  return (
    <Part title={t("merges")}>
      <ul className={classes.lines}>
        {contact.merges.map(({ id, name, at, cause }) => (
          <li key={id}>
            <span>{name ?? t("mergedVisitor")}</span>
            <span className={classes.dim}>
              {format.date(at)} · {t(cause === "person" ? "mergedBy.person" : "mergedBy.shop")}
            </span>
            {can("contacts.edit") && (
              <button type="button" className={classes.textButton} disabled={unmerge.isPending} onClick={() => unmerge.mutate(id)}>
                {t("unmerge")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {unmerge.isError && <FormError>{text(unmerge.error)}</FormError>}
    </Part>
  );
}
