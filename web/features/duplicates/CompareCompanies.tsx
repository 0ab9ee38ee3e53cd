import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CompanyDetail } from "#people/companies/contract.ts";
import type { DuplicatePair } from "#people/duplicates/contract.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { Sums } from "#web/ui/Sums.tsx";
import { companiesQuery, type Keep } from "./api.ts";
import { SideBySide } from "./SideBySide.tsx";

type Props = { pair: DuplicatePair; busy: boolean; merge: (intoId: string, fromId: string, keep: Keep) => void; setAside: () => void };

const mostNames = 8;

export function CompareCompanies({ pair, busy, merge, setAside }: Props) {
  const { t } = useTranslation("duplicates");
  const format = useFormat();
  const nameOf = useContactName();
  const { id: workspaceId } = useWorkspace();
  const { data: sides, error, refetch } = useQuery(companiesQuery(pair));
  if (error && !sides) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!sides) return <LoadingRows />;
  const both = <T,>(of: (side: CompanyDetail) => T): [T, T] => [of(sides[0]), of(sides[1])];
  return (
    <SideBySide
      titles={both((side) => (
        <Link to="/w/$workspaceId/companies/$companyId" params={{ workspaceId, companyId: side.id }}>
          {side.name}
        </Link>
      ))}
      choices={[{ field: "name", label: t("fields.name"), values: both(({ name }) => name) }]}
      known={[
        { label: t("fields.contacts"), values: both(({ contacts }) => format.number(contacts)) },
        { label: t("fields.people"), values: both(({ people }) => people.slice(0, mostNames).map(nameOf).join(", ")) },
        { label: t("fields.domains"), values: both(({ domains }) => domains.join(", ")) },
        { label: t("fields.openDeals"), values: both(({ openDeals }) => format.number(openDeals)) },
        { label: t("fields.wonDeals"), values: both(({ wonDeals }) => format.number(wonDeals)) },
        { label: t("fields.won"), values: both(({ won }) => won.length > 0 && <Sums sums={won} />) },
      ]}
      reasons={pair.reasons}
      busy={busy}
      merge={(keep) => merge(sides[0].id, sides[1].id, keep)}
      setAside={setAside}
    />
  );
}
