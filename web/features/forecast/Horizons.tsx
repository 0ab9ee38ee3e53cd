import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import { forecastQuery, shownHorizons, type ShownHorizon } from "./api.ts";
import { isOver, rangeWords } from "./forecast-words.ts";
import classes from "./Forecast.module.css";

type Props = { scope: ScopeParams; chosen: ShownHorizon; choose: (horizon: ShownHorizon) => void };

/** The four stretches of time, each with its range in words; the one that is pressed is shown below. */
export function Horizons({ scope, chosen, choose }: Props) {
  const { t } = useTranslation("forecast");
  return (
    <div className={classes.horizons} role="group" aria-label={t("horizon.label")}>
      {shownHorizons.map((horizon) => (
        <Horizon key={horizon} scope={scope} horizon={horizon} chosen={horizon === chosen} choose={() => choose(horizon)} />
      ))}
    </div>
  );
}

function Horizon({ scope, horizon, chosen, choose }: { scope: ScopeParams; horizon: ShownHorizon; chosen: boolean; choose: () => void }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const { data } = useQuery(forecastQuery(scope, horizon));
  const words = data && rangeWords(data.figure, data.currency, format);
  return (
    <button type="button" className={classes.horizon} aria-pressed={chosen} onClick={choose} data-horizon={horizon}>
      <span className={classes.label}>{t(`horizon.${horizon}`)}</span>
      {!data ? (
        <Skeleton height={22} width="70%" mt={6} radius="xs" />
      ) : (
        <span className={words ? classes.value : classes.absent}>
          {!words
            ? t("tooEarly")
            : words.low === null
              ? isOver(data.figure)
                ? words.value
                : t("about", { value: words.value })
              : t("between", { low: words.low, high: words.high })}
        </span>
      )}
      <span className={classes.note}>
        {data &&
          (isOver(data.figure)
            ? t("allCame")
            : words
              ? t("middle", { value: words.value, won: format.wholeMoney(data.split.won.value ?? 0, data.currency) })
              : t("wonSoFar", { value: format.wholeMoney(data.split.won.value ?? 0, data.currency) }))}
      </span>
    </button>
  );
}
