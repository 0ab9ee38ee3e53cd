import { useTranslation } from "react-i18next";
import type { DealDetail } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { timeIn } from "./stays.ts";
import classes from "./Deal.module.css";

const touchKeys = ["source", "medium", "campaign", "referrer", "landing"] as const;

/** What is known beside the timeline: where it came from, how long it stood where, what moves it. */
export function DealDetails({ deal, pipeline }: { deal: DealDetail; pipeline: PipelineWire }) {
  const { t } = useTranslation("deals");
  const format = useFormat();
  const stays = pipeline.stages
    .map((stage) => ({ stage, ms: timeIn(deal.visits, stage.id, Date.now(), deal.closedAt) }))
    .filter(({ ms }) => ms > 0);
  const touch = touchKeys.filter((key) => deal.touch?.[key]);
  return (
    <div className={classes.details}>
      <section>
        <h2>{t("touch.title")}</h2>
        {touch.length === 0 && !deal.touchSource ? (
          <p className={classes.quiet}>{t("touch.unknown")}</p>
        ) : (
          <dl className={classes.list}>
            {touch.map((key) => (
              <div key={key}>
                <dt>{t(`touch.${key}`)}</dt>
                <dd>{deal.touch![key]}</dd>
              </div>
            ))}
            {touch.length === 0 && (
              <div>
                <dt>{t("touch.source")}</dt>
                <dd>{deal.touchSource}</dd>
              </div>
            )}
          </dl>
        )}
      </section>
      {stays.length > 0 && (
        <section>
          <h2>{t("details.stays")}</h2>
          <dl className={classes.list}>
            {stays.map(({ stage, ms }) => (
              <div key={stage.id}>
                <dt>{stage.name}</dt>
                <dd>{format.duration(ms)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h2>{t("details.pipeline")}</h2>
        <dl className={classes.list}>
          <div>
            <dt>{pipeline.name}</dt>
            <dd>{t("details.version", { number: deal.pipelineVersion })}</dd>
          </div>
          <div>
            <dt>{t("details.driven")}</dt>
            <dd>{deal.driven ? t("details.byShop") : t("details.byPeople")}</dd>
          </div>
          {deal.company && (
            <div>
              <dt>{t("details.company")}</dt>
              <dd>{deal.company.name}</dd>
            </div>
          )}
          <div>
            <dt>{t("details.id")}</dt>
            <dd className={classes.mono}>{deal.id}</dd>
          </div>
        </dl>
      </section>
    </div>
  );
}
