import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { useFieldName, useListText } from "./words.ts";
import classes from "./imports.module.css";

/** What an undo left as it is, because a person had changed it since. */
export function Kept({ detail: { keptOnUndo, keptCount } }: { detail: ImportDetail }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const list = useListText();
  const field = useFieldName();
  const { id: workspaceId } = useWorkspace();
  if (keptCount === 0) return <p>{t("kept.none")}</p>;
  return (
    <section className={classes.part} aria-labelledby="import-kept">
      <h2 id="import-kept">{t("kept.title", { count: keptCount, n: format.number(keptCount) })}</h2>
      <ul className={classes.lines}>
        {keptOnUndo.map(({ kind, id, name, fields }) => (
          <li key={`${kind} ${id}`} className={classes.kept}>
            {kind === "deal" || kind === "deals" ? (
              <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: id }}>
                {name}
              </Link>
            ) : kind === "contact" || kind === "contacts" ? (
              <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: id }}>
                {name}
              </Link>
            ) : kind === "company" || kind === "companies" ? (
              <Link to="/w/$workspaceId/companies/$companyId" params={{ workspaceId, companyId: id }}>
                {name}
              </Link>
            ) : (
              <span>{name}</span>
            )}
            <span className={classes.dim}>{list(fields.map((each) => field(each)))}</span>
          </li>
        ))}
      </ul>
      {keptOnUndo.length < keptCount && (
        <p className={classes.quiet}>{t("kept.more", { n: format.number(keptCount - keptOnUndo.length) })}</p>
      )}
    </section>
  );
}
