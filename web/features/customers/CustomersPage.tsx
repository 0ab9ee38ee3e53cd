import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CustomersAnswer } from "#insights/repeat/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useScope } from "#web/lib/scope.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { EstimateFigure } from "#web/ui/insights/Estimate.tsx";
import classes from "#web/ui/insights/estimate.module.css";
import { customersQuery, type CustomerList } from "./api.ts";
import own from "./customers.module.css";
import { Cells } from "./Cells.tsx";
import { Cohorts } from "./Cohorts.tsx";
import { CustomerDrawer } from "./CustomerDrawer.tsx";
import { LeftOut } from "./LeftOut.tsx";
import { ModelNote } from "./ModelNote.tsx";
import { ReturningDrawer } from "./ReturningDrawer.tsx";
import { RepeatCurve } from "./RepeatCurve.tsx";
import { Slipping } from "./Slipping.tsx";

/** How customers come back: how many, how soon, what they will order, and who is slipping away. */
export function CustomersPage() {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const { params: scope } = useScope();
  const { data, error, refetch } = useQuery(customersQuery(scope));
  const [opened, setOpened] = useState<CustomerList | "returning">();
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data?.customers === 0) return <EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState>;
  const early =
    data &&
    data.state !== "model" &&
    t("needs", {
      customers: format.number(data.needed.customers),
      repeaters: format.number(data.needed.repeaters),
      own: format.number(data.customers),
      back: format.number(data.repeaters),
    });
  const model = data?.state === "model";
  const termsOf = ({ terms: { grossMargin, discountRate } }: CustomersAnswer) => ({
    margin: format.percent(grossMargin ?? 1, digitsOf(grossMargin)),
    discount: format.percent(discountRate ?? 0, digitsOf(discountRate)),
  });
  const factsOf = (answer: CustomersAnswer) => {
    const { grossMargin, discountRate } = answer.terms;
    const { margin, discount } = termsOf(answer);
    return [
      [t("each.margin"), grossMargin === null ? t("each.notSet") : margin],
      [t("each.discount"), discountRate === null ? t("each.notSet") : discount],
      [t("each.all"), format.wholeMoney(Math.round(answer.customerValue.value ?? 0), answer.currency)],
    ] as const;
  };
  const moneyOf = ({ value, n, leftOut }: CustomersAnswer["inPeriod"]["revenue"], currency: string) =>
    n === 0 && leftOut > 0 ? "–" : format.wholeMoney(value ?? 0, currency);
  const slippingNote = ({ slipping: { n, leftOut } }: CustomersAnswer) => {
    const customers = t("slipping.count", { count: n + leftOut, number: format.number(n + leftOut) });
    return leftOut > 0 ? `${customers} · ${t("slipping.leftOut", { number: format.number(leftOut) })}` : customers;
  };
  return (
    <>
      <div className={classes.strip}>
        <EstimateFigure
          name={t("repeat.name")}
          meaning={t("repeat.meaning")}
          computed={t("repeat.computed")}
          figure={data?.repeatRate}
          note={
            data &&
            t("repeat.note", {
              back: format.number(data.repeaters),
              count: data.customers,
              number: format.number(data.customers),
              open: format.number(data.repeatRate.undecided),
            })
          }
          facts={data?.repeatNaive.value == null ? [] : [[t("repeat.naive"), format.percent(data.repeatNaive.value, 1)]]}
          onOpen={() => setOpened({ list: "repeaters" })}
        />
        <EstimateFigure
          name={t("next.name")}
          meaning={t("next.meaning")}
          computed={t("next.computed")}
          figure={data?.nextOrder}
          note={data && t("next.note", { number: format.number(data.repeaters) })}
          onOpen={() => setOpened({ list: "repeaters" })}
        />
        <EstimateFigure
          name={t("returning.name")}
          meaning={t("returning.meaning")}
          computed={t("returning.computed")}
          figure={data?.inPeriod.returning}
          note={
            data &&
            t("returning.note", {
              count: data.inPeriod.orders.n,
              number: format.number(data.inPeriod.orders.n),
              value: moneyOf(data.inPeriod.returningRevenue, data.currency),
              of: moneyOf(data.inPeriod.revenue, data.currency),
            })
          }
          facts={data?.inPeriod.revenue.leftOut ? [[t("returning.leftOut"), format.number(data.inPeriod.revenue.leftOut)]] : []}
          onOpen={() => setOpened("returning")}
        />
        <EstimateFigure
          name={t("expected.name")}
          meaning={t("expected.meaning")}
          computed={t("expected.computed")}
          figure={data?.expectedValue}
          asRange
          note={
            model && data.expectedOrders.value !== null
              ? t("expected.note", { orders: format.number(Math.round(data.expectedOrders.value)) })
              : early
          }
          {...(model && { onOpen: () => setOpened({ list: "best" }) })}
        />
        <EstimateFigure
          name={t("each.name")}
          meaning={t("each.meaning")}
          computed={t("each.computed")}
          figure={data?.valueEach}
          asRange
          note={data && model ? t(termsKey(data), termsOf(data)) : ""}
          facts={data && model ? factsOf(data) : []}
          {...(model && { onOpen: () => setOpened({ list: "worth" }) })}
        />
        <EstimateFigure
          name={t("slipping.name")}
          meaning={t("slipping.meaning")}
          computed={t(data?.model ? "slipping.computed" : "slipping.computedEarly")}
          figure={data?.slipping}
          note={data && slippingNote(data)}
          onOpen={() => setOpened({ list: "slipping" })}
        />
        {data && data.leftOut > 0 && (
          <p className={own.leftOut}>
            <LeftOut count={data.leftOut} />
          </p>
        )}
      </div>
      <div className={classes.columns}>
        <div className={classes.part}>
          <RepeatCurve answer={data} />
          <Cells answer={data} onOpen={setOpened} />
        </div>
        <div className={classes.part}>
          <Slipping answer={data} scope={scope} onAll={() => setOpened({ list: "slipping" })} />
          <Cohorts answer={data} onOpen={(month, after) => setOpened({ list: "cohort", month, ...(after !== undefined && { after }) })} />
          <ModelNote answer={data} onOpen={(back) => setOpened({ list: "holdout", back })} />
        </div>
      </div>
      {opened === "returning" && data && <ReturningDrawer answer={data} scope={scope} onClose={() => setOpened(undefined)} />}
      {opened && opened !== "returning" && data && (
        <CustomerDrawer list={opened} scope={scope} asOf={data.asOf} onClose={() => setOpened(undefined)} />
      )}
    </>
  );
}

/** As many digits as were typed, two at most. */
function digitsOf(part: number | null): number {
  const hundredths = Math.round((part ?? 0) * 1e4);
  return hundredths % 100 === 0 ? 0 : hundredths % 10 === 0 ? 1 : 2;
}

/** What is said of the value of a customer: as revenue, or by which of the two settings. */
function termsKey({ terms: { grossMargin, discountRate } }: CustomersAnswer): string {
  if (grossMargin === null) return discountRate === null ? "each.revenue" : "each.discounted";
  return discountRate === null ? "each.margined" : "each.both";
}
