import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Permission } from "#workspaces/contract.ts";
import { useMe } from "#web/lib/me.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import classes from "./settings.module.css";

const places: { to: string; name: string; needs?: Permission }[] = [
  { to: "pipelines", name: "pipelines", needs: "deals.view" },
  { to: "sources", name: "sources", needs: "sources.view" },
  { to: "files", name: "files", needs: "sources.view" },
  { to: "team", name: "team", needs: "team.view" },
  { to: "keys", name: "keys", needs: "keys.edit" },
  { to: "workspace", name: "workspace", needs: "workspace.edit" },
  { to: "currencies", name: "currencies", needs: "insights.view" },
  { to: "account", name: "account" },
];

/** The list of settings beside the open one; on a phone the list is a page of its own. */
export function SettingsLayout() {
  const { t } = useTranslation("settings");
  const { id: workspaceId } = useWorkspace();
  const { pathname } = useLocation();
  const home = /\/settings\/?$/.test(pathname);
  return (
    <div className={classes.settings}>
      <nav className={`${classes.places} ${home ? "" : classes.apart}`} aria-label={t("title")}>
        <Places home={home} />
      </nav>
      <div className={`${classes.place} ${home ? classes.apart : ""}`}>
        {!home && (
          <Link to="/w/$workspaceId/settings" params={{ workspaceId }} className={classes.back}>
            ← {t("title")}
          </Link>
        )}
        <Outlet />
      </div>
    </div>
  );
}

function Places({ home }: { home: boolean }) {
  const { t } = useTranslation("settings");
  const { id: workspaceId, can } = useWorkspace();
  const me = useMe();
  const shown = places.filter(({ needs }) => (needs ? can(needs) : me?.user));
  return (
    <>
      <div className={`${classes.title} ${home ? classes.aside : ""}`}>{t("title")}</div>
      {home && <h1 className={`${classes.title} ${classes.phone}`}>{t("title")}</h1>}
      {shown.map(({ to, name }) => (
        <Link
          key={to}
          to={`/w/$workspaceId/settings/${to}` as "/w/$workspaceId/settings/pipelines"}
          params={{ workspaceId }}
          className={classes.entry}
          activeProps={{ className: classes.here! }}
          activeOptions={{ includeSearch: false }}
        >
          {t(`places.${name}`)}
        </Link>
      ))}
    </>
  );
}

/** Beside the list, before anything is chosen. */
export function SettingsHome() {
  const { t } = useTranslation("settings");
  return (
    <>
      <PageHeader title={t("title")} />
      <p className={classes.choose}>{t("choose")}</p>
    </>
  );
}
