import { Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PersonItems } from "./PersonMenu.tsx";
import { WorkspaceItems } from "./WorkspaceMenu.tsx";
import classes from "./shell.module.css";

/** What the side navigation is on a wide screen, for the thumb. */
export function BottomBar({ me, openSearch }: { me: Me; openSearch: () => void }) {
  const { t } = useTranslation("common");
  const { id: workspaceId } = useWorkspace();
  const navigate = useNavigate();
  const params = { workspaceId };
  return (
    <nav className={classes.bar} aria-label={t("mainNavigation")}>
      <Link to="/w/$workspaceId/pipeline" params={params} className={classes.tab} activeProps={{ className: classes.tabHere! }}>
        {t("nav.pipeline")}
      </Link>
      <Link
        to="/w/$workspaceId/contacts"
        params={params}
        className={classes.tab}
        activeProps={{ className: classes.tabHere! }}
        activeOptions={{ includeSearch: false }}
      >
        {t("nav.contacts")}
      </Link>
      <Link
        to="/w/$workspaceId/insights"
        params={params}
        className={classes.tab}
        activeProps={{ className: classes.tabHere! }}
        activeOptions={{ includeSearch: false }}
      >
        {t("nav.insights")}
      </Link>
      <Menu position="top-end" width={240}>
        <Menu.Target>
          <button type="button" className={classes.tab}>
            {t("nav.more")}
          </button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: "auto" }}>
          <Menu.Item onClick={openSearch}>{t("search")}</Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: "/w/$workspaceId/companies", params })}>{t("nav.companies")}</Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: "/w/$workspaceId/settings", params })}>{t("nav.settings")}</Menu.Item>
          <Menu.Divider />
          {(me.user || me.workspaces.length > 1) && <WorkspaceItems me={me} current={workspaceId} />}
          <PersonItems me={me} />
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
