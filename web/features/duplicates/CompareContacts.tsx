import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ComparedContact, DuplicatePair } from "#people/duplicates/contract.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { comparisonQuery, type Keep } from "./api.ts";
import { SideBySide, type Choice } from "./SideBySide.tsx";
import { Sums } from "#web/ui/Sums.tsx";
import classes from "./duplicates.module.css";

type Props = { pair: DuplicatePair; busy: boolean; merge: (intoId: string, fromId: string, keep: Keep) => void; setAside: () => void };

const fields = ["name", "email", "phone", "company", "city", "country"] as const;

export function CompareContacts({ pair, busy, merge, setAside }: Props) {
  const { t } = useTranslation("duplicates");
  const format = useFormat();
  const nameOf = useContactName();
  const { id: workspaceId } = useWorkspace();
  const { data, error, refetch } = useQuery(comparisonQuery(pair));
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows />;
  const { sides, reasons } = data;
  const both = <T,>(of: (side: ComparedContact) => T): [T, T] => [of(sides[0]), of(sides[1])];
  const choices = fields.map((field): Choice => ({ field, label: t(`fields.${field}`), values: both((side) => side[field]) }));
  return (
    <SideBySide
      titles={both((side) => (
        <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: side.id }}>
          {nameOf(side)}
        </Link>
      ))}
      choices={choices.filter(({ values }) => values[0] ?? values[1])}
      known={[
        { label: t("fields.orders"), values: both(({ orders }) => format.number(orders)) },
        { label: t("fields.deals"), values: both(({ deals }) => t("deals", { open: deals.open, won: deals.won, lost: deals.lost })) },
        { label: t("fields.won"), values: both(({ won }) => won.length > 0 && <Sums sums={won} />) },
        { label: t("fields.lastSeen"), values: both(({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />) },
        { label: t("fields.firstSeen"), values: both(({ firstSeenAt }) => format.date(firstSeenAt)) },
        { label: t("fields.origin"), values: both(({ origin }) => origin) },
        { label: t("fields.sources"), values: both(({ sources }) => sources.join(", ")) },
        {
          label: t("fields.keys"),
          values: both(({ keys }) => (
            <ul className={classes.keys}>
              {keys.map(({ kind, value }) => (
                <li key={`${kind} ${value}`}>
                  <code>{value}</code>
                </li>
              ))}
            </ul>
          )),
        },
      ]}
      reasons={reasons}
      busy={busy}
      merge={(keep) => merge(sides[0].id, sides[1].id, keep)}
      setAside={setAside}
    />
  );
}
