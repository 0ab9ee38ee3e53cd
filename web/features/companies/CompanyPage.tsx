import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CompanyDetail } from "#people/companies/contract.ts";
import { ApiError } from "#web/lib/api.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { Money } from "#web/ui/Money.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { Sums } from "#web/ui/Sums.tsx";
import { companyQuery, useUnmergeCompany } from "./api.ts";
import { MergeCompanyForm } from "./MergeCompanyForm.tsx";
import classes from "./companies.module.css";

type Props = { companyId: string; stageName: (stageId: string) => string };

/** A company's people and deals, and which others went up in it. */
export function CompanyPage({ companyId, stageName }: Props) {
  const { t } = useTranslation("companies");
  const { id: workspaceId, can } = useWorkspace();
  const [merging, setMerging] = useState(false);
  const { data: company, error, refetch } = useQuery(companyQuery(companyId));
  if (error && !company) {
    if (!(error instanceof ApiError && error.status === 404)) return <ErrorState error={error} retry={() => void refetch()} />;
    const all = (
      <Link to="/w/$workspaceId/companies" params={{ workspaceId }}>
        {t("all")}
      </Link>
    );
    return <EmptyState title={t("gone")} action={all} />;
  }
  if (!company) return <LoadingRows />;
  const { name, contacts, openDeals, wonDeals, won, domains, merges } = company;
  return (
    <>
      <PageHeader
        title={name}
        end={
          can("contacts.edit") && (
            <Button variant="default" onClick={() => setMerging(true)}>
              {t("merge.button")}
            </Button>
          )
        }
      />
      <div className={classes.company}>
        <Part title={t("about")}>
          <dl className={classes.list}>
            <Line label={t("fields.contacts")}>{contacts}</Line>
            <Line label={t("fields.openDeals")}>{openDeals}</Line>
            <Line label={t("fields.wonDeals")}>{wonDeals}</Line>
            {won.length > 0 && (
              <Line label={t("fields.won")}>
                <Sums sums={won} />
              </Line>
            )}
            {domains.length > 0 && <Line label={t("fields.domains")}>{domains.join(", ")}</Line>}
          </dl>
        </Part>
        <People company={company} />
        <Deals company={company} stageName={stageName} />
        {merges.length > 0 && <Merges company={company} />}
      </div>
      <Modal opened={merging} onClose={() => setMerging(false)} title={t("merge.title", { name })}>
        <MergeCompanyForm company={company} close={() => setMerging(false)} />
      </Modal>
    </>
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

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="tabular">{children}</dd>
    </div>
  );
}

function People({ company: { people } }: { company: CompanyDetail }) {
  const { t } = useTranslation("companies");
  const nameOf = useContactName();
  const { id: workspaceId } = useWorkspace();
  return (
    <Part title={t("people")}>
      {people.length === 0 && <p className={classes.dim}>{t("nobody")}</p>}
      <ul className={classes.lines}>
        {people.map((person) => (
          <li key={person.id}>
            <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: person.id }}>
              {nameOf(person)}
            </Link>
            <span className={classes.dim}>{person.email !== nameOf(person) && person.email}</span>
            <span className={`${classes.end} ${classes.dim}`}>
              <RelativeTime at={person.lastSeenAt} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Deals({ company: { deals }, stageName }: { company: CompanyDetail; stageName: (stageId: string) => string }) {
  const { t } = useTranslation("companies");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  return (
    <Part title={t("deals")}>
      {deals.length === 0 && <p className={classes.dim}>{t("noDeals")}</p>}
      <ul className={classes.lines}>
        {deals.map(({ id, name, contact, stageId, outcome, valueMinor, currency, openedAt }) => (
          <li key={id}>
            <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: id }}>
              {name ?? contact ?? t("deal")}
            </Link>
            <span className={classes.dim}>
              {[outcome === "open" ? stageName(stageId) : t(`outcome.${outcome}`), format.date(openedAt)].join(" · ")}
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

function Merges({ company }: { company: CompanyDetail }) {
  const { t } = useTranslation("companies");
  const format = useFormat();
  const text = useErrorText();
  const { can } = useWorkspace();
  const unmerge = useUnmergeCompany(company.id);
  return (
    <Part title={t("merges")}>
      <ul className={classes.lines}>
        {company.merges.map(({ id, name, at, actor }) => (
          <li key={id}>
            <span>{name}</span>
            <span className={classes.dim}>{[format.date(at), actor].filter(Boolean).join(" · ")}</span>
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
