import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDuplicatesCount } from "#web/lib/duplicates-count.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "./tabs.module.css";

/** Between people, companies, and those who may be one; under the title of each of these pages. */
export function PeopleTabs() {
  const { t } = useTranslation("common");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const count = useDuplicatesCount();
  const found = (count?.contacts ?? 0) + (count?.companies ?? 0);
  const many = count && Math.max(count.contacts, count.companies) >= count.most;
  const link = { params: { workspaceId }, className: classes.tab, activeProps: { className: classes.here! } } as const;
  return (
    <nav className={classes.tabs} aria-label={t("people.label")}>
      <Link to="/w/$workspaceId/contacts" {...link} activeOptions={{ exact: true, includeSearch: false }}>
        {t("nav.contacts")}
      </Link>
      <Link to="/w/$workspaceId/companies" {...link} activeOptions={{ exact: true, includeSearch: false }}>
        {t("nav.companies")}
      </Link>
      <Link to="/w/$workspaceId/contacts/duplicates" {...link} activeOptions={{ includeSearch: false }}>
        {t("nav.duplicates")}
        {found > 0 && (
          <span className={classes.count}>
            <VisuallyHidden>{t("people.found")}: </VisuallyHidden>
            {many ? `${format.number(count.most)}+` : format.number(found)}
          </span>
        )}
      </Link>
    </nav>
  );
}
