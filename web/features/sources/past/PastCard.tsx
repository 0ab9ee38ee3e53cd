import { Button, Menu, Modal, Stack } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Past } from "#intake/past/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { useForgetKey } from "./api.ts";
import { KeyForm } from "./KeyForm.tsx";
import type { AskedKind } from "./PastSection.tsx";
import { RunView } from "./RunView.tsx";
import { StartForm } from "./StartForm.tsx";
import classes from "./past.module.css";

type Props = { sourceId: string; kind: AskedKind; past: Past };

/** Offers to fetch what happened before Sluice was there; afterwards says how that goes and what came of it. */
export function PastCard({ sourceId, kind, past }: Props) {
  const { t } = useTranslation("past");
  const { can } = useWorkspace();
  const [dialog, setDialog] = useState<"key" | "forget">();
  const [again, setAgain] = useState(false);
  const close = () => setDialog(undefined);
  const mayEdit = can("sources.edit");
  const { key, run } = past;
  const isOver = !run || run.state === "done" || run.state === "cancelled";
  useEffect(() => {
    if (!isOver) setAgain(false);
  }, [isOver]);
  return (
    <section className={classes.card} aria-labelledby="past-title">
      <header className={classes.head}>
        <h2 id="past-title">{t("title")}</h2>
        {key && mayEdit && <KeyMenu url={key.url} open={setDialog} />}
      </header>
      {!run && <p className={classes.text}>{mayEdit || key ? t("offer") : t("none")}</p>}
      {run && <RunView sourceId={sourceId} run={run} mayEdit={mayEdit} hasKey={key !== null} askKey={() => setDialog("key")} />}
      {mayEdit && !key && <Button onClick={() => setDialog("key")}>{t("offerButton")}</Button>}
      {mayEdit && key && isOver && (!run || again) && <StartForm sourceId={sourceId} reachDays={key.reachDays} />}
      {mayEdit && key && isOver && run && !again && (
        <Button variant="default" onClick={() => setAgain(true)}>
          {t("start.again")}
        </Button>
      )}
      <Modal opened={dialog === "key"} onClose={close} title={t("key.title")} size={520}>
        <KeyForm sourceId={sourceId} kind={kind} url={key?.url} onDone={close} />
      </Modal>
      <Modal opened={dialog === "forget"} onClose={close} title={t("key.forget")}>
        <Forget sourceId={sourceId} onDone={close} />
      </Modal>
    </section>
  );
}

function KeyMenu({ url, open }: { url: string; open: (dialog: "key" | "forget") => void }) {
  const { t } = useTranslation("past");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Chip aria-label={t("key.of", { host: new URL(url).host })}>{t("key.menu")}</Chip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{new URL(url).host}</Menu.Label>
        <Menu.Item onClick={() => open("key")}>{t("key.change")}</Menu.Item>
        <Menu.Item color="red" onClick={() => open("forget")}>
          {t("key.forget")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Forget({ sourceId, onDone }: { sourceId: string; onDone: () => void }) {
  const { t } = useTranslation("past");
  const text = useErrorText();
  const forget = useForgetKey(sourceId);
  return (
    <Stack>
      <p>{t("key.forgetText")}</p>
      {forget.isError && <FormError>{text(forget.error)}</FormError>}
      <Button color="red" loading={forget.isPending} onClick={() => forget.mutate(undefined, { onSuccess: onDone })}>
        {t("key.forget")}
      </Button>
    </Stack>
  );
}
