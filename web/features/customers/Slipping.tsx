import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useDealName } from "#web/lib/deal-name.ts";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "#web/ui/insights/estimate.module.css";
import { slippingQuery } from "./api.ts";

type Props = { answer: CustomersAnswer | undefined; scope: ScopeParams; onAll: () => void };

/** Who is silent for longer than their own rhythm suggests, those with most at stake first. */
export function Slipping({ answer, scope, onAll }: Props) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const nameOf = useDealName();
  const { id: workspaceId } = useWorkspace();
  const { data } = useQuery(slippingQuery(scope));
  if (!answer || !data) return null;
  if (data.total === 0)
    return (
      <section>
        <h2 className={classes.title}>{t("slipping.none")}</h2>
        <p className={classes.text}>{t("slipping.noneHint")}</p>
      </section>
    );
  const known = data.records.some(({ alive }) => alive !== null);
  return (
    <section>
      <h2 className={classes.title}>
        {t("slipping.title", { count: data.total, number: format.number(data.total) })}{" "}
        <span>{t("slipping.stake", { value: format.wholeMoney(Math.round(data.sum), data.currency) })}</span>
      </h2>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("drawer.customer")}</th>
              <th scope="col">{t("drawer.last")}</th>
              <th scope="col">{t("slipping.gap")}</th>
              {known && <th scope="col">{t("slipping.alive")}</th>}
              <th scope="col">{t("slipping.worth")}</th>
            </tr>
          </thead>
          <tbody>
            {data.records.map((customer) => (
              <tr key={customer.id}>
                <th scope="row">
                  <Link to="/w/$workspaceId/contacts/$contactId" params={{ workspaceId, contactId: customer.id }}>
                    {nameOf({ name: customer.name })}
                  </Link>
                </th>
                <td>{t("slipping.ago", { count: customer.silentDays, number: format.number(customer.silentDays) })}</td>
                <td>{customer.usualGapDays === null ? "–" : format.days(Math.round(customer.usualGapDays))}</td>
                {known && <td>{customer.alive === null ? "–" : format.percent(customer.alive)}</td>}
                <td>{customer.stakeMinor === null ? "–" : format.wholeMoney(Math.round(customer.stakeMinor), data.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.total > data.records.length && (
        <button type="button" className={classes.link} onClick={onAll}>
          {t("slipping.all", { number: format.number(data.total) })}
        </button>
      )}
    </section>
  );
}
