import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { LogRow } from "#intake/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "./connect.module.css";

const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
  staleTime: 60_000,
});

type Effect = LogRow["effects"][number];
type DealData = {
  deal?: { stageId?: string; outcome?: string; valueMinor?: number | null; currency?: string | null };
  from?: string;
  to?: string;
};

/** What Sluice made of an event: the facts it read, whom it recognised, which deals it opened, moved, won. */
export function Effects({ row, pipelineId }: { row: LogRow; pipelineId: string }) {
  const { t } = useTranslation("sources");
  const word = useEffectText(pipelineId);
  const { id: workspaceId } = useWorkspace();
  const shown = row.effects.map((effect) => ({ effect, text: word(effect) }));
  if (shown.length === 0) return row.status === "accepted" ? <p className={classes.hint}>{t("effects.none")}</p> : null;
  return (
    <div>
      <h2 className={classes.effectsTitle}>{t("effects.title")}</h2>
      <ul className={classes.effects}>
        {shown.map(({ effect, text }, index) => (
          <li key={index}>
            {effect.dealId && effect.type !== "deal.removed" ? (
              <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId: effect.dealId }}>
                {text}
              </Link>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function useEffectText(pipelineId: string): (effect: Effect) => string {
  const { t, i18n } = useTranslation("sources");
  const format = useFormat();
  const { data } = useQuery(pipelinesQuery);
  const pipeline = data?.pipelines.find(({ id }) => id === pipelineId);
  const stageName = (id: string | undefined) => pipeline?.stages.find((stage) => stage.id === id)?.name ?? id ?? "";
  return ({ type, data: raw }) => {
    const { deal, from, to } = raw as DealData;
    const key = `effects.${type.replace(".", "_")}`;
    if (!i18n.exists(key, { ns: "sources" })) return t("effects.other", { type });
    const value = deal?.valueMinor != null && deal.currency ? format.money(deal.valueMinor, deal.currency) : "";
    return t(key, { stage: stageName(to ?? deal?.stageId), from: stageName(from), value });
  };
}
