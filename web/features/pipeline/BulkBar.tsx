import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BulkMoved, Card } from "#deals/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { LoseDialog, type Loss } from "#web/ui/LoseDialog.tsx";
import { refreshDeals } from "./api.ts";
import classes from "./DealList.module.css";

const movesAtOnce = 500;

/** What can be done with several deals at once. Says how many it did, and which it could not. */
export function BulkBar({ pipeline, rows, onDone }: { pipeline: PipelineWire; rows: readonly Card[]; onDone: () => void }) {
  const { t } = useTranslation(["pipeline", "common"]);
  const format = useFormat();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [losing, setLosing] = useState(false);
  const done = async (text: string) => {
    notifications.show({ message: text });
    await refreshDeals(client, pipeline.id);
    onDone();
  };
  const failed = (error: unknown) => notifications.show({ color: "red", message: errorText(error) });

  const move = useMutation({
    mutationFn: async (stageId: string) => {
      let refused = 0;
      for (let at = 0; at < rows.length; at += movesAtOnce) {
        const answer = await api.post<BulkMoved>("/api/deals/bulk-move", {
          moves: rows.slice(at, at + movesAtOnce).map((row) => ({ dealId: row.id, stageId })),
        });
        refused += answer.refused.length;
      }
      return { count: rows.length - refused, stage: pipeline.stages.find((stage) => stage.id === stageId)?.name ?? stageId };
    },
    onSuccess: ({ count, stage }) =>
      done(
        t(count === rows.length ? "bulk.moved" : "bulk.movedSome", {
          count,
          number: format.number(count),
          of: format.number(rows.length),
          stage,
        }),
      ),
    onError: failed,
  });
  const lose = useMutation({
    mutationFn: async (loss: Loss) => {
      const answers = await Promise.allSettled(rows.map((row) => api.post(`/api/deals/${row.id}/lose`, loss)));
      return answers.filter((answer) => answer.status === "fulfilled").length;
    },
    onSuccess: (count) =>
      done(
        t(count === rows.length ? "bulk.lost" : "bulk.lostSome", { count, number: format.number(count), of: format.number(rows.length) }),
      ),
    onError: failed,
    onSettled: () => setLosing(false),
  });
  const busy = move.isPending || lose.isPending;

  return (
    <div className={classes.bulk} role="group" aria-label={t("bulk.label")}>
      <b>{t("bulk.chosen", { count: rows.length, number: format.number(rows.length) })}</b>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" loading={move.isPending} disabled={busy}>
            {t("bulk.move")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {pipeline.stages.map((stage) => (
            <Menu.Item key={stage.id} onClick={() => move.mutate(stage.id)}>
              {stage.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button size="compact-sm" variant="default" disabled={busy} onClick={() => setLosing(true)}>
        {t("menu.lose")}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onDone}>
        {t("bulk.none")}
      </Button>
      <LoseDialog
        subject={losing ? "" : undefined}
        count={rows.length}
        draftKey="bulk"
        busy={lose.isPending}
        onClose={() => setLosing(false)}
        onLose={(loss) => lose.mutate(loss)}
      />
    </div>
  );
}
