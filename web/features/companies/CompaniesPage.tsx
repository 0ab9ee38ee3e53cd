import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CompanyRow } from "#people/companies/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { PeopleTabs } from "#web/ui/PeopleTabs.tsx";
import { Sums } from "#web/ui/Sums.tsx";
import { companiesQuery } from "./api.ts";
import classes from "./companies.module.css";

const from = "/w/$workspaceId/companies";
const typingMs = 200;

/** Who wholesale customers buy for, by name. */
export function CompaniesPage() {
  const { t } = useTranslation("companies");
  const { t: common } = useTranslation("common");
  const format = useFormat();
  const { q } = useSearch({ from });
  const list = useInfiniteQuery(companiesQuery(q));
  const companies = list.data?.pages.flatMap((page) => page.companies) ?? [];
  const total = list.data?.pages[0]?.total;
  return (
    <>
      <PageHeader title={t("title")}>{total != null && <span className={classes.dim}>{format.number(total)}</span>}</PageHeader>
      <PeopleTabs />
      <div className={classes.filters}>
        <SearchField value={q ?? ""} />
      </div>
      {list.error && !list.data && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <LoadingRows />}
      {list.data && companies.length === 0 && (
        <EmptyState title={t(q ? "noMatch" : "empty")}>{t(q ? "noMatchText" : "emptyText")}</EmptyState>
      )}
      {companies.length > 0 && (
        <ul className={classes.rows} aria-label={t("title")} aria-busy={list.isPlaceholderData}>
          {companies.map((company) => (
            <li key={company.id}>
              <Row company={company} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <button type="button" className={classes.moreButton} disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {common("loadMore")}
        </button>
      )}
    </>
  );
}

function Row({ company: { id, name, contacts, openDeals, wonDeals, won } }: { company: CompanyRow }) {
  const { t } = useTranslation("companies");
  const { id: workspaceId } = useWorkspace();
  return (
    <Link to="/w/$workspaceId/companies/$companyId" params={{ workspaceId, companyId: id }} className={classes.row}>
      <span className={classes.name}>{name}</span>
      <span className={classes.number}>{t("contactCount", { count: contacts })}</span>
      <span className={classes.number}>{openDeals > 0 ? t("openCount", { count: openDeals }) : ""}</span>
      <span className={classes.number}>{wonDeals > 0 ? t("wonCount", { count: wonDeals }) : ""}</span>
      <span className={classes.sum}>
        <Sums sums={won} />
      </span>
    </Link>
  );
}

function SearchField({ value }: { value: string }) {
  const { t } = useTranslation("companies");
  const navigate = useNavigate({ from });
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback((q: string) => void navigate({ search: { q: q.trim() || undefined }, replace: true }), typingMs);
  return (
    <TextInput
      type="search"
      className={classes.search}
      placeholder={t("search")}
      aria-label={t("search")}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
