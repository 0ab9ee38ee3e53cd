import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DayDetail, DaySum, SourceGap } from "#intake/past/contract.ts";
import { ApiError } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { Money } from "#web/ui/Money.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import { useReason } from "../reasons.ts";
import { useCompare, useDay, useHeal } from "./api.ts";
import { differenceOf } from "./days.ts";
import classes from "./past.module.css";

/** One day: both sides' sums, the orders that are not the same, and the button that heals them. */
export function DayPanel({ sourceId, day, mayAsk }: { sourceId: string; day: string; mayAsk: boolean }) {
  const format = useFormat();
  const { data, error, refetch } = useDay(sourceId, day);
  return (
    <div className={classes.day}>
      <h3>{format.day(day)}</h3>
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={2} />}
      {data && <Detail sourceId={sourceId} detail={data} mayAsk={mayAsk} />}
    </div>
  );
}

function Detail({ sourceId, detail, mayAsk }: { sourceId: string; detail: DayDetail; mayAsk: boolean }) {
  const { t } = useTranslation("past");
  const text = useErrorText();
  const compare = useCompare(sourceId);
  const heal = useHeal(sourceId);
  const { day, todo, trouble, sums, gaps, list, comparedAt } = detail;
  const more = gaps - list.length;
  return (
    <>
      {sums.length > 0 ? <Sums sums={sums} /> : comparedAt && gaps === 0 && <p className={classes.text}>{t("days.noOrders")}</p>}
      {list.length > 0 && <Gaps list={list} />}
      {list.length > 0 && more > 0 && <p className={classes.small}>{t("days.moreGaps", { count: more })}</p>}
      {trouble && <p className={classes.trouble}>{t("days.trouble", { reason: text(new ApiError(0, trouble)) })}</p>}
      {todo && (
        <p role="status" className={classes.text}>
          {t(todo === "compare" ? "days.under" : "days.healing")}
        </p>
      )}
      {heal.isError && <FormError>{text(heal.error)}</FormError>}
      {compare.isError && <FormError>{text(compare.error)}</FormError>}
      {!todo && (
        <Group gap={8}>
          {mayAsk && gaps > 0 && (
            <Button loading={heal.isPending} onClick={() => heal.mutate(day)}>
              {t("days.heal", { count: gaps })}
            </Button>
          )}
          {mayAsk && (
            <Button variant="default" loading={compare.isPending} onClick={() => compare.mutate({ from: day, to: day })}>
              {t("days.compareAgain")}
            </Button>
          )}
          {comparedAt && (
            <span className={classes.small}>
              <RelativeTime at={comparedAt} />
            </span>
          )}
        </Group>
      )}
    </>
  );
}

function Sums({ sums }: { sums: DaySum[] }) {
  const { t } = useTranslation("past");
  const format = useFormat();
  const orders = (count: number) => t("days.orders", { count, n: format.number(count) });
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("days.shop")}</th>
          <th scope="col">{t("days.here")}</th>
          <th scope="col">{t("days.difference")}</th>
        </tr>
      </thead>
      <tbody>
        {sums.map((sum) => {
          const { count, minor } = differenceOf(sum);
          const isEqual = count === 0 && minor === 0;
          return (
            <tr key={sum.currency}>
              <td>
                <Money amountMinor={sum.shopMinor} currency={sum.currency} />
                <span className={classes.small}>{orders(sum.shopCount)}</span>
              </td>
              <td>
                <Money amountMinor={sum.hereMinor} currency={sum.currency} />
                <span className={classes.small}>{orders(sum.hereCount)}</span>
              </td>
              <td className={isEqual ? undefined : classes.off}>
                {minor > 0 && "+"}
                <Money amountMinor={minor} currency={sum.currency} />
                <span className={classes.small}>
                  {count > 0 && "+"}
                  {orders(count)}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Gaps({ list }: { list: SourceGap[] }) {
  const { t } = useTranslation("past");
  const reason = useReason();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("days.number")}</th>
          <th scope="col">{t("days.why")}</th>
          <th scope="col">{t("days.shop")}</th>
          <th scope="col">{t("days.here")}</th>
        </tr>
      </thead>
      <tbody>
        {list.map((gap) => (
          <tr key={gap.externalId}>
            <th scope="row">{gap.number ?? gap.externalId}</th>
            <td>{gap.why === "unreadable" ? t("days.unreadable", { reason: reason(gap.reason ?? "") }) : t(`days.${gap.why}`)}</td>
            <td>
              <Money amountMinor={gap.shopMinor} currency={gap.currency} absent="–" />
            </td>
            <td>
              <Money amountMinor={gap.hereMinor} currency={gap.currency} absent="–" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
