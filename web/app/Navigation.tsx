import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { useAlertCount } from "#web/lib/alert-count.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PersonMenu } from "./PersonMenu.tsx";
import { WorkspaceMenu } from "./WorkspaceMenu.tsx";
import classes from "./shell.module.css";

const mac = navigator.platform.startsWith("Mac") || navigator.platform.startsWith("iP");

/** The side of every page: shop, search, the places that exist, and at the bottom settings and the person. */
export function Navigation({ me, openSearch }: { me: Me; openSearch: () => void }) {
  const { t } = useTranslation("common");
  const { id: workspaceId } = useWorkspace();
  const params = { workspaceId };
  const news = useAlertCount();
  return (
    <nav className={classes.side} aria-label={t("mainNavigation")}>
      <div className={classes.head}>
        <WorkspaceMenu me={me} />
        <button type="button" className={classes.keys} onClick={openSearch} aria-keyshortcuts="Meta+K Control+K">
          <VisuallyHidden>{t("search")} </VisuallyHidden>
          {mac ? "⌘K" : "Ctrl K"}
        </button>
      </div>
      <Link to="/w/$workspaceId/pipeline" params={params} className={classes.entry} activeProps={{ className: classes.here! }}>
        {t("nav.pipeline")}
      </Link>
      <Link
        to="/w/$workspaceId/contacts"
        params={params}
        className={classes.entry}
        activeProps={{ className: classes.here! }}
        activeOptions={{ includeSearch: false }}
      >
        {t("nav.contacts")}
      </Link>
      <Link
        to="/w/$workspaceId/companies"
        params={params}
        className={classes.entry}
        activeProps={{ className: classes.here! }}
        activeOptions={{ includeSearch: false }}
      >
        {t("nav.companies")}
      </Link>
      <Link
        to="/w/$workspaceId/insights"
        params={params}
        className={classes.entry}
        activeProps={{ className: classes.here! }}
        activeOptions={{ includeSearch: false }}
      >
        {t("nav.insights")}
        {news > 0 && (
          <span className={classes.badge}>
            <VisuallyHidden>{t("nav.news", { count: news })}</VisuallyHidden>
            <span aria-hidden="true">{news}</span>
          </span>
        )}
      </Link>
      <div className={classes.end}>
        <Link
          to="/w/$workspaceId/settings"
          params={params}
          className={classes.entry}
          activeProps={{ className: classes.here! }}
          activeOptions={{ includeSearch: false }}
        >
          {t("nav.settings")}
        </Link>
        <PersonMenu me={me} />
      </div>
    </nav>
  );
}
