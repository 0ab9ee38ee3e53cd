import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ExportMenu, hrefOf } from "#web/ui/ExportMenu.tsx";
import classes from "./exports.module.css";

/** Everything of the shop as one file, and single lists. */
export function TakeOut() {
  const { t } = useTranslation("exports");
  const { id: workspace, name } = useWorkspace();
  return (
    <section className={classes.section} aria-labelledby="take-out">
      <h2 id="take-out">{t("all.title")}</h2>
      <p>{t("all.text", { shop: name })}</p>
      <p className={classes.dim}>{t("all.again")}</p>
      <Button component="a" variant="default" href={hrefOf("workspace", { workspace })} download>
        {t("all.button")}
      </Button>
      <h3>{t("lists.title")}</h3>
      <p>{t("lists.text")}</p>
      <div className={classes.lists}>
        <ExportMenu label={t("lists.deals")} lists={[{ path: "deals", params: { outcome: "all" } }]} />
        <ExportMenu label={t("lists.contacts")} lists={[{ path: "contacts", params: { kind: "all" } }]} />
        <ExportMenu label={t("lists.companies")} lists={[{ path: "companies" }]} />
        <ExportMenu label={t("lists.orders")} lists={[{ path: "orders" }]} />
      </div>
    </section>
  );
}
