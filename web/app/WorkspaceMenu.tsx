import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "./shell.module.css";

/** The shop's name; where there are several shops, or one may be set up, it opens the choice. */
export function WorkspaceMenu({ me }: { me: Me }) {
  const { t } = useTranslation("common");
  const { id, name } = useWorkspace();
  if (me.workspaces.length < 2 && !me.user) return <span className={classes.shop}>{name}</span>;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className={`${classes.shop} ${classes.press}`} aria-label={`${name} · ${t("workspace.switch")}`}>
          {name}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <WorkspaceItems me={me} current={id} />
      </Menu.Dropdown>
    </Menu>
  );
}

export function WorkspaceItems({ me, current }: { me: Me; current: string }) {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  return (
    <>
      <Menu.Label>{t("workspace.switch")}</Menu.Label>
      <Menu.RadioGroup value={current} onChange={(workspaceId) => void navigate({ to: "/w/$workspaceId", params: { workspaceId } })}>
        {me.workspaces.map(({ id, name, kind }) => (
          <Menu.RadioItem
            key={id}
            value={id}
            closeMenuOnClick
            rightSection={kind === "demo" ? <span className={classes.mark}>{t("workspace.demo")}</span> : null}
          >
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Item onClick={() => void navigate({ to: "/welcome" })}>{t("workspace.new")}</Menu.Item>
    </>
  );
}
