import { Button, Group, Modal, Progress, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PastRun } from "#intake/past/contract.ts";
import { ApiError } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useSteer } from "./api.ts";
import { shareOf } from "./progress.ts";
import classes from "./past.module.css";

type Props = { sourceId: string; run: PastRun; mayEdit: boolean; hasKey: boolean; askKey: () => void };

/** How a fetch of the past goes, or what came of it. */
export function RunView({ sourceId, run, mayEdit, hasKey, askKey }: Props) {
  const { t } = useTranslation("past");
  const format = useFormat();
  const text = useErrorText();
  const steer = useSteer(sourceId);
  const [asking, setAsking] = useState(false);
  const isOpen = run.state === "running" || run.state === "paused" || run.state === "stopped";
  const trouble = run.trouble === null ? undefined : text(new ApiError(0, run.trouble));
  if (run.state === "done")
    return (
      <div className={classes.text}>
        <p className={classes.strong}>{t("run.done")}</p>
        <p>
          {t("run.doneText", {
            orders: format.number(run.orders.done),
            customers: format.number(run.customers.done),
            kept: format.number(run.kept),
            when: format.dateTime(run.endedAt ?? run.startedAt),
          })}
        </p>
      </div>
    );
  if (run.state === "cancelled") return <p className={classes.text}>{t("run.cancelled")}</p>;
  return (
    <div className={classes.run}>
      <Progress value={shareOf(run) * 100} aria-label={t("run.label")} />
      <dl className={classes.counts}>
        <Count label={t("run.customers")} counted={run.customers} />
        <Count label={t("run.orders")} counted={run.orders} />
      </dl>
      <p role="status" className={run.state === "stopped" ? classes.trouble : classes.text}>
        {run.state === "paused" && t("run.paused")}
        {run.state === "stopped" && `${t("run.stopped")}. ${trouble ?? ""}`}
        {run.state === "running" && <Now run={run} trouble={trouble} />}
      </p>
      {run.waiting > 0 && <p className={classes.small}>{t("run.waiting", { count: run.waiting, n: format.number(run.waiting) })}</p>}
      {run.state === "running" && <p className={classes.small}>{t("run.leave")}</p>}
      {steer.isError && <FormError>{text(steer.error)}</FormError>}
      {mayEdit && isOpen && (
        <Group gap={8}>
          {run.state === "running" ? (
            <Button variant="default" loading={steer.isPending} onClick={() => steer.mutate("pause")}>
              {t("run.pause")}
            </Button>
          ) : (
            <Button disabled={!hasKey} loading={steer.isPending} onClick={() => steer.mutate("resume")}>
              {t("run.resume")}
            </Button>
          )}
          {run.state === "stopped" && (
            <Button variant="default" onClick={askKey}>
              {t("key.change")}
            </Button>
          )}
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("run.cancel")}
          </Button>
        </Group>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("run.cancelTitle")}>
        <Stack>
          <p>{t("run.cancelText")}</p>
          <Button
            color="red"
            loading={steer.isPending}
            onClick={() => {
              setAsking(false);
              steer.mutate("cancel");
            }}
          >
            {t("run.cancelButton")}
          </Button>
        </Stack>
      </Modal>
    </div>
  );
}

function Now({ run, trouble }: { run: PastRun; trouble: string | undefined }) {
  const { t } = useTranslation("past");
  const format = useFormat();
  if (run.waitUntil !== null) {
    const time = format.clock(run.waitUntil);
    return <>{run.trouble === "shop_limit" ? t("run.limit", { time }) : t("run.trouble", { reason: trouble, time })}</>;
  }
  return (
    <>
      {t(`run.stage.${run.stage}`)}
      {run.leftSeconds !== null && run.stage !== "work" && ` · ${t("run.left", { time: format.duration(run.leftSeconds * 1000) })}`}
    </>
  );
}

function Count({ label, counted: { done, total } }: { label: string; counted: PastRun["orders"] }) {
  const { t } = useTranslation("past");
  const format = useFormat();
  return (
    <div>
      <dt>{label}</dt>
      <dd className="tabular">
        {total === null
          ? t("run.sofar", { done: format.number(done) })
          : t("run.of", { done: format.number(done), total: format.number(total) })}
      </dd>
    </div>
  );
}
