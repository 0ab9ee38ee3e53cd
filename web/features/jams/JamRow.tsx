import { useTranslation } from "react-i18next";
import type { Jam } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import type { DealCount } from "#web/ui/insights/DealsDrawer.tsx";
import { useMoneyRange } from "./jam-words.ts";
import { People } from "./People.tsx";
import classes from "./jams.module.css";

type Props = {
  jam: Jam;
  currency: string;
  /** The largest loss or gain drawn. */ limit: number;
  named: boolean;
  onRecords: (count: DealCount) => void;
};

/** A stage: its conversion against its target, what the gap costs as a range, and what else is going on in it. */
export function JamRow({ jam, currency, limit, named, onRecords }: Props) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const range = useMoneyRange(currency);
  const { name, conversion, target, targetOf, loss, stands, notJudged, entered } = jam;
  const share = conversion.value;
  const against =
    share === null
      ? t("row.early", { count: entered, number: format.number(entered) })
      : target === null
        ? t(jam.kind === "won" ? "row.kept" : "row.share", { share: format.percent(share) })
        : t(stands ? `row.below.${targetOf ?? "past"}` : `row.within.${targetOf ?? "past"}`, {
            share: format.percent(share),
            target: format.percent(target.value!),
          });
  const at = (value: number) => `${50 + (value / limit) * 48}%`;
  return (
    <li className={classes.row} data-named={named || undefined}>
      <div className={classes.name}>
        <b>{name}</b>
        <small>{against}</small>
      </div>
      <div className={classes.gauge} aria-hidden="true">
        <i className={classes.zero} />
        {loss && (
          <>
            <i
              className={stands ? classes.bandReal : classes.band}
              style={{ left: at(loss.low!), right: `calc(100% - ${at(loss.high!)})` }}
            />
            <i className={stands ? classes.dotReal : classes.dot} style={{ left: at(loss.value!) }} />
          </>
        )}
      </div>
      <div className={classes.loss} data-real={stands || undefined}>
        {notJudged
          ? t(jam.kind === "won" && notJudged === "few_exits" ? "row.fewCancelled" : `row.notJudged.${notJudged}`)
          : !loss
            ? t("row.noWins")
            : stands
              ? t("row.loses", { range: range(loss) })
              : loss.high! < 0
                ? t("row.better")
                : t("row.zero")}
      </div>
      <Counts jam={jam} onRecords={onRecords} />
      <Causes jam={jam} currency={currency} />
      {jam.team && <People jam={{ ...jam, team: jam.team }} onRecords={onRecords} />}
    </li>
  );
}

type CountName = "entered" | "onward" | "lost" | "open" | "stock";

/** What the stage is judged by, and what stands in it now. */
function Counts({ jam, onRecords }: Pick<Props, "jam" | "onRecords">) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const { stage, entered, onward, lost, open, capacity } = jam;
  const counts: [CountName, number, DealCount][] = [
    ["entered", entered, { of: "jam", stage }],
    ["onward", onward, { of: "jam", stage, state: "passed" }],
    ["lost", lost, { of: "jam", stage, state: "lost" }],
    ["open", open, { of: "jam", stage, state: "open" }],
    ...(capacity ? [["stock", capacity.stock, { of: "stock", stage }] as [CountName, number, DealCount]] : []),
  ];
  return (
    <div className={classes.counts}>
      {counts
        .filter(([, n]) => n > 0)
        .map(([name, n, count]) => (
          <CountButton
            key={name}
            n={n}
            word={t(`row.count.${name}`, { count: n, number: format.number(n) })}
            onClick={() => onRecords(count)}
          />
        ))}
    </div>
  );
}

function Causes({ jam, currency }: { jam: Jam; currency: string }) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const range = useMoneyRange(currency);
  const { timing, capacity, mix, stands, loss, real } = jam;
  const lines = [
    stands && loss && t("cause.conversion", { range: range(loss), chance: format.number(Math.round(Math.min(0.99, real ?? 0) * 100)) }),
    timing?.stands &&
      t(`cause.timing.${timing.targetOf}`, {
        days: format.days(timing.days.value!),
        low: format.number(timing.days.low!, 1),
        high: format.number(timing.days.high!, 1),
        held: range(timing.held),
      }),
    capacity?.fills &&
      t("cause.fills", {
        arrivals: format.number(capacity.arrivals.value!, 1),
        departures: format.number(capacity.departures.value!, 1),
        load: format.percent(capacity.load.value ?? 0),
      }),
    capacity?.alarm &&
      capacity.expected.value !== null &&
      t(capacity.stock > capacity.expected.value ? "cause.parked" : "cause.empty", {
        stock: format.number(capacity.stock),
        expected: format.number(Math.round(capacity.expected.value)),
      }),
    mix &&
      t(mix.effect.value! < 0 ? "cause.mix" : "cause.mixBetter", {
        what: t(`dimension.${mix.dimension}`),
        key:
          mix.key === "none" || mix.key === ""
            ? t("none")
            : mix.dimension === "customers"
              ? t(`customers.${mix.key as "new" | "returning"}`)
              : mix.key,
        points: format.number(Math.abs(mix.effect.value!) * 100, 1),
        rate: format.number(mix.rate.value! * 100, 1),
        loss: format.wholeMoney(Math.round((mix.loss.value ?? 0) / 1000) * 1000, currency),
      }),
  ].filter((line): line is string => typeof line === "string");
  if (lines.length === 0) return null;
  return (
    <ul className={classes.causes}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
