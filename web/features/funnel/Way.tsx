import { useTranslation } from "react-i18next";
import type { Cohort, FunnelAnswer, WayStep } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { isFilter } from "#web/lib/scope.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { Explain } from "#web/ui/insights/Explain.tsx";
import { useFilterWords } from "#web/ui/insights/filter-words.ts";
import { afterDays } from "./day-words.ts";
import classes from "./funnel.module.css";

type Props = {
  cohort: Cohort;
  compared: Cohort | null;
  differences: FunnelAnswer["differences"];
  onRecords: (count: string) => void;
};

/** The way to the sale: how many have come so far, and, hatched, how many are not decided yet. */
export function Way({ cohort, compared, differences, onRecords }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const words = useFilterWords();
  const { way, deals, won, open, horizonDays, naive } = cohort;
  const last = way.at(-1);
  const second = way[1];
  const speaks = last && last.share.value !== null;
  const counted = (n: number, count: string) => <CountButton n={n} word={format.number(n)} onClick={() => onRecords(count)} />;
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.sentence}>
          {speaks
            ? t("way.sentence", {
                first: way[0]!.name,
                second: second!.name,
                some: format.number((second!.share.value ?? 0) * 100, 0),
                won: format.number(last.share.value! * 100, last.share.value! < 0.1 ? 1 : 0),
              })
            : t("way.early", { count: deals, number: format.number(deals) })}{" "}
          <span>{cohort.hatched ? t("way.hatched") : open > 0 ? t("way.dashed") : ""}</span>
        </h2>
        <Explain
          name={t("way.name")}
          meaning={t("way.meaning")}
          formula={t("way.formula")}
          facts={[
            [t("facts.period"), t("facts.days", { from: format.day(cohort.from), to: format.day(cohort.to) })],
            [t("facts.began"), counted(deals, "way")],
            [t("facts.undecided"), counted(open, "way..open")],
            [t("facts.horizon"), t(cohort.lowered ? "facts.lowered" : "facts.upTo", { days: format.days(Math.round(horizonDays)) })],
            ...(cohort.lateEntry > 0 ? ([[t("facts.late"), counted(cohort.lateEntry, "way..late")]] as const) : []),
            ...(cohort.unknownBeginning > 0 ? ([[t("facts.unknown"), counted(cohort.unknownBeginning, "unknown")]] as const) : []),
            [t("facts.wonOfAll"), naive.wonOfAll === null ? t("early") : format.percent(naive.wonOfAll, 1)],
            [t("facts.wonOfClosed"), naive.wonOfClosed === null ? t("early") : format.percent(naive.wonOfClosed, 1)],
          ]}
        />
      </div>
      <table className={classes.way}>
        <caption className={classes.hidden}>{t("way.caption")}</caption>
        <thead className={classes.hidden}>
          <tr>
            <th scope="col">{t("stage")}</th>
            <th scope="col">{t("way.reachedOf")}</th>
            <th scope="col">{t("way.deals")}</th>
          </tr>
        </thead>
        <tbody>
          {way.map((step, place) => (
            <Row
              key={step.stage}
              step={step}
              other={compared?.way[place]}
              differs={differences.find(({ part, stage }) => part === "way" && stage === step.stage)?.differs ?? null}
              hatched={cohort.hatched}
              onRecords={onRecords}
            />
          ))}
        </tbody>
      </table>
      {compared && (
        <p className={classes.note}>
          {t("compare.legend", { what: [periodOf(compared, t, format), ...filtersOf(compared, words)].join(", ") })}{" "}
          <CountButton
            n={compared.deals}
            word={t("compare.deals", { count: compared.deals, number: format.number(compared.deals) })}
            onClick={() => onRecords("compared")}
          />
        </p>
      )}
      <p className={classes.note}>
        {t("way.note", { won: format.number(won), lost: format.number(cohort.lost), open: format.number(open) })}{" "}
        {cohort.lowered
          ? t("way.lowered", { days: afterDays(Math.max(1, Math.round(horizonDays)), format) })
          : t("way.horizon", { days: afterDays(Math.max(1, Math.round(horizonDays)), format) })}{" "}
        {t("way.jumps")}
      </p>
    </>
  );
}

type Translate = ReturnType<typeof useTranslation<"funnel">>["t"];
type Format = ReturnType<typeof useFormat>;

function periodOf({ from, to }: Cohort, t: Translate, format: Format): string {
  return t("facts.days", { from: format.day(from), to: format.day(to) });
}

function filtersOf({ filters }: Cohort, words: ReturnType<typeof useFilterWords>): string[] {
  return Object.entries(filters).flatMap(([name, value]) => (isFilter(name) ? [words(name, value)] : []));
}

function Row({
  step,
  other,
  differs,
  hatched,
  onRecords,
}: {
  step: WayStep;
  other: WayStep | undefined;
  differs: boolean | null;
  hatched: boolean;
  onRecords: (count: string) => void;
}) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const { share, openShare, reached, open, lost, jumped } = step;
  const part = (value: number | null) => `${Math.max(0, Math.min(1, value ?? 0)) * 100}%`;
  const digits = (share.value ?? 1) < 0.1 ? 1 : 0;
  return (
    <tr>
      <th scope="row">{step.name}</th>
      <td className={classes.barCell}>
        <div className={classes.bars} aria-hidden="true">
          <div className={classes.track}>
            <i className={hatched ? classes.solidHatched : classes.solid} style={{ width: part(share.value) }} />
            <i className={classes.dashed} style={{ width: part(openShare.value) }} />
          </div>
          {other && (
            <div className={classes.thin}>
              <i className={classes.other} style={{ width: part(other.share.value) }} />
              <i className={classes.otherOpen} style={{ width: part(other.openShare.value) }} />
            </div>
          )}
        </div>
        <span className={classes.shareText}>
          {share.value === null ? (
            <em>{t("early")}</em>
          ) : (
            <>
              <b>{format.percent(share.value, digits)}</b>{" "}
              {share.low !== null && share.high !== null && share.high - share.low > 0.0005 && (
                <small>{t("range", { low: format.number(share.low * 100, digits), high: format.percent(share.high, digits) })}</small>
              )}
              {openShare.value !== null && openShare.value >= 0.005 && (
                <small> · {t("way.open", { share: format.percent(openShare.value) })}</small>
              )}
            </>
          )}
          {other && other.share.value !== null && (
            <small className={differs ? classes.differs : undefined}>
              {" "}
              · {t("compare.against", { share: format.percent(other.share.value, digits) })}{" "}
              {differs === null ? t("compare.early") : differs ? t("compare.differs") : t("compare.same")}
            </small>
          )}
        </span>
      </td>
      <td className={classes.counts}>
        <CountButton
          n={reached}
          word={t("count.reached", { count: reached, number: format.number(reached) })}
          onClick={() => onRecords(`way.${step.stage}.passed`)}
        />
        <CountButton
          n={lost}
          word={t("count.lost", { count: lost, number: format.number(lost) })}
          onClick={() => onRecords(`way.${step.stage}.lost`)}
        />
        <CountButton
          n={open}
          word={t("count.open", { count: open, number: format.number(open) })}
          onClick={() => onRecords(`way.${step.stage}.open`)}
        />
        {jumped > 0 && (
          <CountButton
            n={jumped}
            word={t("count.jumped", { count: jumped, number: format.number(jumped) })}
            onClick={() => onRecords(`way.${step.stage}.jumped`)}
          />
        )}
      </td>
    </tr>
  );
}
