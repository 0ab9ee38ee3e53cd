import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JamsAnswer, Measure } from "#insights/flow/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useScope } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { CountButton } from "#web/ui/insights/CountButton.tsx";
import { DealsDrawer, type DealCount } from "#web/ui/insights/DealsDrawer.tsx";
import { Explain } from "#web/ui/insights/Explain.tsx";
import { jamsQuery } from "./api.ts";
import { Changes } from "./Changes.tsx";
import { EditDialog, type Draft } from "./EditDialog.tsx";
import { JamRow } from "./JamRow.tsx";
import { useMoneyRange } from "./jam-words.ts";
import { Measures } from "./Measures.tsx";
import { Tasks } from "./Tasks.tsx";
import classes from "./jams.module.css";

/** Where it jams and what it costs; what may be done about it, what is being done, and what was changed. */
export function JamsPage() {
  const { t, i18n } = useTranslation("jams");
  const { params } = useScope();
  const workspace = useWorkspace();
  const { data, error, refetch } = useQuery(jamsQuery(params));
  const format = useFormat();
  const [draft, setDraft] = useState<Draft>();
  const [opened, setOpened] = useState<DealCount>();
  const canEdit = workspace.can("deals.edit");
  const stageName = (id: string | null) => data?.jams.find(({ stage }) => stage === id)?.name ?? id ?? "";

  function begin(kind: Draft["kind"], measure: Measure, stage: string | undefined): void {
    const words = measure[i18n.language === "de" ? "de" : "en"];
    setDraft({
      kind,
      title: words.title,
      text: kind === "task" ? `${words.act}\n\n${t("sign")}: ${words.sign}` : words.act,
      pipelineId: stage && data ? data.pipelineId : null,
      stageId: stage ?? null,
      measure: measure.id,
    });
  }

  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <>
      <div className={classes.columns}>
        <section className={classes.part}>
          {data ? (
            <Ranking data={data} replaced={data.from !== params.from} onRecords={setOpened} />
          ) : (
            <Skeleton height={360} radius="sm" />
          )}
        </section>
        <section className={classes.part}>{data && <Measures jams={data} canEdit={canEdit} onUse={begin} />}</section>
      </div>
      <div className={classes.columns}>
        <Tasks canEdit={canEdit} stageName={stageName} onEdit={setDraft} />
        <Changes canEdit={canEdit} stageName={stageName} onEdit={setDraft} />
      </div>
      {opened && data && (
        <DealsDrawer
          title={t(`records.${opened.of}.${opened.state ?? "all"}` as "records.jam.all", { name: stageName(opened.stage ?? null) })}
          caption={
            opened.of === "jam" || opened.of === "team"
              ? t("explain.days", { from: format.day(data.from), to: format.day(data.to) })
              : t(`records.${opened.of as "stock" | "zombies"}.caption`)
          }
          count={opened}
          scope={params}
          onClose={() => setOpened(undefined)}
        />
      )}
      {draft && (
        <EditDialog draft={draft} stages={data?.jams ?? []} pipelineId={data?.pipelineId ?? null} onClose={() => setDraft(undefined)} />
      )}
    </>
  );
}

type RankingProps = {
  data: JamsAnswer;
  /** Other days are judged than were asked for. */ replaced: boolean;
  onRecords: (count: DealCount) => void;
};

function Ranking({ data, replaced, onRecords }: RankingProps) {
  const { t } = useTranslation("jams");
  const format = useFormat();
  const range = useMoneyRange(data.currency);
  const { verdict, headline, jams, zombies, from, to, pastFrom, revenue, currency, comparisons, together } = data;
  const named = headline.map((id) => jams.find(({ stage }) => stage === id)!);
  const limit = Math.max(1, ...jams.flatMap(({ loss }) => (loss ? [Math.abs(loss.low!), Math.abs(loss.high!)] : [])));
  const timed = jams.filter(({ timing }) => timing?.stands);
  const lead =
    verdict === "too_early"
      ? t("lead.early")
      : verdict === "none"
        ? t("lead.none")
        : verdict === "one"
          ? t("lead.one", { name: named[0]!.name, range: range(named[0]!.loss!) })
          : t("lead.either", { a: named[0]!.name, b: named[1]?.name ?? "", range: range(named[0]!.loss!) });
  const rest = [
    verdict === "one" ? t("lead.others") : "",
    verdict === "too_early" ? t("lead.gates") : "",
    ...timed.map(({ name, timing }) => t(`lead.slower.${timing!.targetOf}`, { name, days: format.days(timing!.days.value!) })),
    ...jams.filter(({ mix }) => mix && mix.effect.value! < 0).map(({ name }) => t("lead.mix", { name })),
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.sentence}>
          {lead} <span>{rest}</span>
        </h2>
        <Explain
          name={t("explain.name")}
          meaning={t("explain.meaning")}
          formula={t("explain.formula")}
          facts={[
            [t("explain.period"), t("explain.days", { from: format.day(from), to: format.day(to) })],
            [t("explain.past"), t("explain.since", { from: format.day(pastFrom) })],
            [
              t("explain.revenue"),
              revenue === null ? "–" : t("perMonth", { money: format.wholeMoney(Math.round(revenue.value!), currency) }),
            ],
            [t("explain.comparisons"), format.number(comparisons)],
            [t("explain.together"), together ? range(together) : "–"],
            [t("explain.gates"), t("explain.gatesText")],
          ]}
        />
      </div>
      <ul className={classes.list}>
        {jams.map((jam) => (
          <JamRow key={jam.stage} jam={jam} currency={currency} limit={limit} named={headline.includes(jam.stage)} onRecords={onRecords} />
        ))}
      </ul>
      <p className={classes.note}>
        {t("note", { from: format.day(from), to: format.day(to), past: format.day(pastFrom) })} {replaced && t("noteWhy")}
      </p>
      {zombies.older > 0 && (
        <CountButton
          n={zombies.older}
          word={t("zombies", { older: format.number(zombies.older), open: format.number(zombies.open) })}
          onClick={() => onRecords({ of: "zombies" })}
        />
      )}
    </>
  );
}
