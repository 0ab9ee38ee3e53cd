import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { forgetAll } from "#web/lib/session.ts";
import classes from "./shell.module.css";

/** Says on every page of the demo shop that nothing there is real, and takes it away with one click. */
export function DemoStrip({ me }: { me: Me }) {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => api.delete("/api/demo"),
    onSuccess: async () => {
      forgetAll();
      await navigate({ to: "/" });
    },
  });
  const hasOwn = me.workspaces.some(({ kind }) => kind === "own");
  // once somebody owns this Sluice, taking the demo away is up to owners and managers
  const mayRemove = me.needsOwner || me.workspaces.some(({ kind, role }) => kind === "own" && (role === "owner" || role === "manager"));
  return (
    <aside className={classes.demo} aria-label={t("demo.label")}>
      <strong>{t("demo.label")}</strong>
      <span className={classes.demoText}>{t("demo.text")}</span>
      <span className={classes.demoEnd}>
        {!hasOwn && (me.user || me.needsOwner) && <Link to="/welcome">{t("demo.connect")}</Link>}
        {mayRemove && (
          <button type="button" className={classes.linkButton} disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t("demo.remove")}
          </button>
        )}
      </span>
    </aside>
  );
}
