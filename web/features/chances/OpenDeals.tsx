import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDealName } from "#web/lib/deal-name.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "#web/ui/insights/estimate.module.css";
import { openQuery, type Order } from "./api.ts";
import { chanceText } from "./chance-text.ts";
import own from "./chances.module.css";

/** The open deals that are likeliest, least likely, or worth most by their chance. */
export function OpenDeals({ scope }: { scope: ScopeParams }) {
  const { t } = useTranslation("chances");
  const format = useFormat();
  const nameOf = useDealName();
  const { id: workspaceId } = useWorkspace();
  const [order, setOrder] = useState<Order>("chance");
  const { data } = useQuery(openQuery(scope, order));
  if (!data || data.deals.length === 0) return null;
  return (
    <section>
      <div className={classes.head}>
        <h2 className={classes.title}>{t("open.title")}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t("open.order")}
          value={order}
          onChange={(value) => setOrder(value as Order)}
          data={(["chance", "worth", "least"] as const).map((value) => ({ value, label: t(`open.${value}`) }))}
        />
      </div>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("records.deal")}</th>
              <th scope="col">{t("open.age")}</th>
              <th scope="col">{t("open.value")}</th>
              <th scope="col">{t("records.chance")}</th>
            </tr>
          </thead>
          <tbody>
            {data.deals.map((deal) => (
              <tr key={deal.dealId}>
                <th scope="row">
                  <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: deal.dealId }}>
                    {nameOf({ name: deal.name })}
                  </Link>
                </th>
                <td>{format.duration(deal.ageDays * 86_400_000)}</td>
                <td>{deal.valueMinor === null || deal.currency === null ? "–" : format.wholeMoney(deal.valueMinor, deal.currency)}</td>
                <td>
                  <span className={own.bar} aria-hidden="true">
                    <i style={{ width: `${Math.round(deal.chance * 100)}%` }} />
                  </span>
                  {chanceText(deal.chance, format)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
