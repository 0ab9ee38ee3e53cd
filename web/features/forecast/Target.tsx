import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exponentOf } from "#base/money.ts";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useScope, type ScopeParams } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { saveTarget } from "./api.ts";
import { dotsText } from "./forecast-words.ts";
import { ForecastDeals } from "./ForecastDeals.tsx";
import { Weighted } from "./Weighted.tsx";
import classes from "./Forecast.module.css";

/** Twenty equally likely outcomes against what is wanted, which managers set right here. */
export function Target({ answer, scope }: { answer: ForecastAnswer; scope: ScopeParams }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { can } = useWorkspace();
  const { search } = useScope();
  const { target, dots, currency, coverage } = answer;
  const [opened, setOpened] = useState(false);
  const over = dots.length > 0 && dots[0] === dots.at(-1);
  const stretch = answer.horizon === "month" || answer.horizon === "quarter" ? answer.horizon : undefined;
  const narrowed = ["owner", "source", "category", "country", "minValue", "maxValue", "customers"].some((name) => name in search);
  const editable = stretch !== undefined && !narrowed && can("pipelines.edit") && !search.asOf && !search.asKnownOn;
  return (
    <section className={classes.block} aria-label={t("target.label")}>
      <h2>
        {target && target.reached !== null
          ? t("target.sentence", { reached: target.reached, of: dots.length, amount: format.wholeMoney(target.amountMinor, currency) })
          : over
            ? t("target.over", { value: format.wholeMoney(dots[0]!, currency) })
            : dots.length > 0
              ? t("target.dots", { low: format.wholeMoney(dots[0]!, currency), high: format.wholeMoney(dots.at(-1)!, currency) })
              : t("target.none")}
      </h2>
      {dots.length > 0 && !over && <Dots answer={answer} />}
      <p className={classes.quiet}>
        {!over && t("target.dotsNote")}{" "}
        {coverage.n > 0 &&
          (coverage.ratio === null
            ? t("coverage.plain", {
                open: format.wholeMoney(coverage.openMinor, currency),
                count: coverage.n,
                number: format.number(coverage.n),
              })
            : t("coverage.ratio", {
                open: format.wholeMoney(coverage.openMinor, currency),
                ratio: format.number(coverage.ratio, 1),
                count: coverage.n,
                number: format.number(coverage.n),
              }))}{" "}
        {coverage.n > 0 && (
          <button type="button" className={classes.link} onClick={() => setOpened(true)}>
            {t("coverage.show")}
          </button>
        )}
      </p>
      {opened && (
        <ForecastDeals
          of={{ part: "covering" }}
          title={t("coverage.name")}
          answer={answer}
          scope={scope}
          onClose={() => setOpened(false)}
        />
      )}
      <Weighted answer={answer} scope={scope} />
      {editable && (
        <Edit key={`${stretch} ${target?.amountMinor}`} stretch={stretch} answer={answer} pipelineId={search.pipelineId ?? null} />
      )}
      {stretch === undefined && <p className={classes.quiet}>{t("target.onlyMonths")}</p>}
    </section>
  );
}

function Dots({ answer }: { answer: ForecastAnswer }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { dots, currency } = answer;
  const target = answer.target?.amountMinor;
  const below = target === undefined ? 0 : dots.filter((dot) => dot < target).length;
  return (
    <svg
      className={classes.dots}
      viewBox="0 0 420 58"
      role="img"
      aria-label={dotsText(answer, (key, values) => t(key, values ?? {}), format)}
    >
      {dots.map((dot, index) => (
        <circle
          key={index}
          cx={12 + index * 20.8}
          cy={20}
          r={7.5}
          className={target === undefined || dot >= target ? classes.reached : classes.missed}
        >
          <title>{format.wholeMoney(dot, currency)}</title>
        </circle>
      ))}
      {target !== undefined && (
        <>
          <line x1={1.6 + below * 20.8} x2={1.6 + below * 20.8} y1={4} y2={38} className={classes.mark} />
          <text x={Math.min(350, Math.max(60, 1.6 + below * 20.8))} y={53} textAnchor="middle" className={classes.tick}>
            {t("target.line", { amount: format.wholeMoney(target, currency) })}
          </text>
        </>
      )}
    </svg>
  );
}

function Edit({ stretch, answer, pipelineId }: { stretch: "month" | "quarter"; answer: ForecastAnswer; pipelineId: string | null }) {
  const { t } = useTranslation("forecast");
  const client = useQueryClient();
  const errorText = useErrorText();
  const per = 10 ** exponentOf(answer.currency);
  const known = answer.target?.amountMinor;
  const [amount, setAmount] = useState<string | number>(known === undefined ? "" : known / per);
  const save = useMutation({
    mutationFn: () =>
      saveTarget({ pipelineId, stretch, from: answer.from, amountMinor: amount === "" ? null : Math.round(Number(amount) * per) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["insights", "forecast"] }),
  });
  const changed = amount === "" ? known !== undefined : Math.round(Number(amount) * per) !== known;
  return (
    <form
      className={classes.edit}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <NumberInput
        size="xs"
        label={t(`target.${stretch}`, { currency: answer.currency })}
        value={amount}
        onChange={setAmount}
        min={0}
        max={1e12}
        hideControls
        thousandSeparator=" "
        error={save.error ? errorText(save.error) : undefined}
      />
      <Button size="xs" type="submit" variant="default" disabled={!changed} loading={save.isPending}>
        {t(amount === "" && known !== undefined ? "target.remove" : "target.save")}
      </Button>
    </form>
  );
}
