import { Button, Group, Modal, Progress, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useImportVerb } from "./api.ts";
import { ImportHeader } from "./ImportHeader.tsx";
import classes from "./imports.module.css";

/** What is going on, how far it is and how long it will take; it goes on without this page. */
export function WorkView({ detail }: { detail: ImportDetail }) {
  const { t, i18n } = useTranslation("imports");
  const text = useErrorText();
  const { can } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const verb = useImportVerb(detail.id);
  const { state, progress } = detail;
  const step = progress && i18n.exists(`progress.${progress.step}`, { ns: "imports" }) ? t(`progress.${progress.step}`) : undefined;
  const known = progress !== null && progress.of > 0;
  const stoppable = can("sources.edit") && (state === "running" || state === "checking");
  const stop = () => (state === "running" ? setAsking(true) : verb.mutate("cancel"));
  return (
    <>
      <ImportHeader
        detail={detail}
        end={
          stoppable && (
            <Button variant="default" onClick={stop} loading={verb.isPending && !asking}>
              {t(state === "running" ? "cancel.button" : "cancel.stop")}
            </Button>
          )
        }
      />
      <div className={classes.work}>
        <h2>{t(`work.${state}`)}</h2>
        <Progress
          value={known ? (progress.done / progress.of) * 100 : 100}
          animated={!known}
          size={8}
          mt={16}
          aria-label={t(`work.${state}`)}
          {...(known ? {} : { color: "gray" })}
        />
        <p className={classes.workLine}>
          <Rows progress={progress} />
          {step && <span className={classes.dim}>{step}</span>}
        </p>
        <p className={classes.quiet}>{t(`workHint.${state}`)}</p>
        {verb.isError && !asking && <FormError>{text(verb.error)}</FormError>}
      </div>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("cancel.title")} withCloseButton={false}>
        <Stack gap={12}>
          <p>{t("cancel.text")}</p>
          {verb.isError && <FormError>{text(verb.error)}</FormError>}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t("cancel.goOn")}
            </Button>
            <Button color="red" loading={verb.isPending} onClick={() => verb.mutate("cancel", { onSuccess: () => setAsking(false) })}>
              {t("cancel.do")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function Rows({ progress }: { progress: ImportDetail["progress"] }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  if (!progress) return <span>{t("progress.waits")}</span>;
  if (progress.of === 0) return <span>{t(progress.startedAt ? "progress.begins" : "progress.waits")}</span>;
  const { done, of, secondsLeft, startedAt } = progress;
  return (
    <span className="tabular">
      {t("progress.rows", { done: format.number(done), of: format.number(of) })}
      {" · "}
      {secondsLeft !== null
        ? t("progress.left", { time: format.duration(Math.max(1, secondsLeft) * 1000) })
        : t(startedAt ? "progress.timeUnknown" : "progress.waits")}
    </span>
  );
}
