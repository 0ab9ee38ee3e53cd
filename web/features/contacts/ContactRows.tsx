import { useVirtualizer } from "@tanstack/react-virtual";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ContactRow } from "#people/contract.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Label } from "#web/ui/Chip.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import classes from "./contacts.module.css";

const rowHeight = 52;
const nearRows = 20;

type Props = {
  total: number | null;
  contacts: readonly ContactRow[];
  more: boolean;
  loading: boolean;
  loadMore: () => void;
  stale: boolean;
};

/** Only the rows on the screen exist; the next page is asked for before its end is reached. */
export function ContactRows({ total, contacts, more, loading, loadMore, stale }: Props) {
  const { t } = useTranslation("contacts");
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: contacts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: (index) => contacts[index]!.id,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !loading && last >= contacts.length - nearRows) loadMore();
  }, [more, loading, last, contacts.length, loadMore]);
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={-1} aria-busy={stale || loading}>
      <ul className={classes.rows} style={{ height: rows.getTotalSize() }} aria-label={t("title")}>
        {items.map((item) => (
          <li
            key={item.key}
            aria-posinset={item.index + 1}
            aria-setsize={total ?? -1}
            className={classes.place}
            style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
          >
            <Row contact={contacts[item.index]!} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ contact }: { contact: ContactRow }) {
  const { t } = useTranslation("contacts");
  const nameOf = useContactName();
  const { id: workspaceId } = useWorkspace();
  const name = nameOf(contact);
  const { email, phone, company, city, orderCount, touchSource, kind, lastSeenAt } = contact;
  const reach = [email, phone].find((each) => each && each !== name);
  return (
    <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: contact.id }} className={classes.row}>
      <span className={classes.who}>
        <span className={classes.name}>{name}</span>
        <span className={classes.reach}>{[company?.name, reach].filter(Boolean).join(" · ")}</span>
      </span>
      <span className={classes.kind}>
        <Label {...(kind === "customer" && { tone: "teal" as const })}>{t(`kind_${kind}`)}</Label>
      </span>
      <span className={classes.wide}>{city}</span>
      <span className={classes.wide}>{touchSource}</span>
      <span className={`${classes.wide} tabular`}>{orderCount > 0 ? t("orderCount", { count: orderCount }) : ""}</span>
      <span className={classes.seen}>
        <RelativeTime at={lastSeenAt} />
      </span>
    </Link>
  );
}
