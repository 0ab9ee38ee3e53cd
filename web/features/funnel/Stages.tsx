import { useTranslation } from "react-i18next";
import type { Cohort, FunnelAnswer, StageStep } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import classes from "./funnel.module.css";

type Props = { cohort: Cohort; compared: Cohort | null; differences: FunnelAnswer["differences"]; onRecords: (count: string) => void };

/** Each stage by itself: of the deals that entered it in the period, what became of them. */
export function Stages({ cohort, compared, differences, onRecords }: Props) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const told = cohort.stages.filter(({ next }) => next.value !== null);
  const narrow = told.filter(({ kind }) => kind === "open").sort((a, b) => a.next.value! - b.next.value!)[0];
  return (
    <section className={classes.part}>
      <h2 className={classes.sentence}>
        {narrow ? t("stages.sentence", { name: narrow.name, share: format.percent(narrow.next.value!) }) : t("stages.early")}{" "}
        <span>{t("stages.how")}</span>
      </h2>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("stage")}</th>
              <th scope="col">{t("stages.entered")}</th>
              <th scope="col">{t("stages.next")}</th>
              <th scope="col">{t("stages.lost")}</th>
              <th scope="col">{t("stages.open")}</th>
              <th scope="col">{t("stages.within")}</th>
              <th scope="col">{t("stages.made")}</th>
              <th scope="col">{t("stages.turns")}</th>
            </tr>
          </thead>
          <tbody>
            {cohort.stages.map((step, place) => (
              <Row
                key={step.stage}
                step={step}
                other={compared?.stages[place]}
                differs={differences.find(({ part, stage }) => part === "stage" && stage === step.stage)?.differs ?? null}
                onRecords={onRecords}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.note}>{t("stages.note")}</p>
    </section>
  );
}

function Row({
  step,
  other,
  differs,
  onRecords,
}: {
  step: StageStep;
  other: StageStep | undefined;
  differs: boolean | null;
  onRecords: Props["onRecords"];
}) {
  const { t } = useTranslation("funnel");
  const format = useFormat();
  const turns = (["jumped", "back", "again", "found"] as const).filter((turn) => step[turn] > 0);
  const share = (value: number | null) => (value === null ? <span className={classes.none}>{t("early")}</span> : format.percent(value));
  return (
    <tr>
      <th scope="row">{step.name}</th>
      <td>
        <CountButton n={step.entered} word={format.number(step.entered)} onClick={() => onRecords(`stage.${step.stage}`)} />
      </td>
      <td>
        <b>{share(step.next.value)}</b>
        {step.next.low !== null && step.next.high !== null && (
          <small>{t("range", { low: format.number(step.next.low * 100), high: format.percent(step.next.high) })}</small>
        )}
        {other && other.next.value !== null && (
          <small className={differs ? classes.differs : undefined}>
            {t("compare.against", { share: format.percent(other.next.value) })}{" "}
            {differs === null ? t("compare.early") : differs ? t("compare.differs") : t("compare.same")}
          </small>
        )}
      </td>
      <td>{share(step.lostShare.value)}</td>
      <td className={step.hatched ? classes.hatchedCell : undefined}>{share(step.openShare.value)}</td>
      <td>
        {step.next.value === null ? "" : format.days(Math.max(1, Math.round(step.horizonDays)))}
        {step.lowered && step.next.value !== null && <small>{t("stages.lowered")}</small>}
      </td>
      <td className={classes.counts}>
        {(["passed", "lost", "open"] as const).map((state) => (
          <CountButton
            key={state}
            n={step[state]}
            word={t(`stages.count.${state}`, { count: step[state], number: format.number(step[state]) })}
            onClick={() => onRecords(`stage.${step.stage}.${state}`)}
          />
        ))}
      </td>
      <td className={classes.counts}>
        {turns.length === 0
          ? "–"
          : turns.map((turn) => (
              <CountButton
                key={turn}
                n={step[turn]}
                word={t(`turns.${turn}`, { count: step[turn], number: format.number(step[turn]) })}
                onClick={() => onRecords(turn === "jumped" ? `way.${step.stage}.jumped` : `${turn}.${step.stage}`)}
              />
            ))}
      </td>
    </tr>
  );
}
