import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Past, SourceDay } from "#intake/past/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { useCompare, useDays } from "./api.ts";
import { DayPanel } from "./DayPanel.tsx";
import { DayStrip } from "./DayStrip.tsx";
import { addDays, stripDays } from "./days.ts";
import classes from "./past.module.css";

const shown = 30;

/** Thirty days at a time: which of them are the same at the shop and here, and what is wrong with one that is not. */
export function DaysCard({ sourceId, past }: { sourceId: string; past: Past }) {
  const { t } = useTranslation("past");
  const text = useErrorText();
  const { can, timeZone } = useWorkspace();
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<string>();
  const to = addDays(today(timeZone), -1 - page * shown);
  const from = addDays(to, 1 - shown);
  const { data, error, refetch } = useDays(sourceId, from, to, past.run);
  const compare = useCompare(sourceId);
  const compared = data?.days.filter(({ comparedAt }) => comparedAt !== null) ?? [];
  const busy = data?.days.some(({ todo }) => todo !== null) ?? false;
  const mayAsk = can("sources.edit") && past.key !== null;
  const isAsking = past.run?.state === "running";
  const isEmpty = past.key === null && compared.length === 0;
  const wrong = compared.filter(({ gaps }) => gaps > 0);
  const day = data?.days.some((each) => each.day === chosen) ? chosen : (wrong[0]?.day ?? undefined);
  return (
    <section className={classes.card} aria-labelledby="days-title">
      <header className={classes.head}>
        <h2 id="days-title">{t("days.title")}</h2>
        {!(isEmpty && page === 0) && (
          <div className={classes.pages}>
            <Chip onClick={() => setPage(page + 1)}>{t("days.earlier")}</Chip>
            <Chip disabled={page === 0} onClick={() => setPage(page - 1)}>
              {t("days.later")}
            </Chip>
          </div>
        )}
      </header>
      <p className={classes.text}>{data && isEmpty ? t("days.needsKey") : t("days.text")}</p>
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={1} />}
      {data && !(isEmpty && page === 0) && (
        <>
          <DayStrip days={stripDays(from, to, data.days)} chosen={day} onChoose={setChosen} />
          <p role="status" className={classes.text}>
            <Verdict compared={compared} wrong={wrong.length} busy={busy} />
          </p>
          {compare.isError && <FormError>{text(compare.error)}</FormError>}
          {mayAsk && !busy && !isAsking && (
            <Button variant="default" className={classes.fit} loading={compare.isPending} onClick={() => compare.mutate({ from, to })}>
              {compared.length > 0 || page > 0 ? t("days.compareAll") : t("days.compare")}
            </Button>
          )}
          {day && <DayPanel sourceId={sourceId} day={day} mayAsk={mayAsk} />}
        </>
      )}
    </section>
  );
}

function Verdict({ compared, wrong, busy }: { compared: SourceDay[]; wrong: number; busy: boolean }) {
  const { t } = useTranslation("past");
  if (busy) return <>{t("days.under")}</>;
  if (compared.length === 0) return <>{t("days.none")}</>;
  return <>{wrong === 0 ? t("days.allEqual", { count: compared.length }) : t("days.gaps", { count: wrong, days: compared.length })}</>;
}
