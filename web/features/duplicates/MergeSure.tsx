import { Button, Group, Modal, Progress, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useContactName } from "#web/lib/contact-name.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { mergeSure, sureQuery } from "./api.ts";
import { keyOf } from "./PairList.tsx";
import classes from "./duplicates.module.css";

/** Shows what would be merged, then merges it with its progress; it can be stopped, and each merge can be taken back. */
export function MergeSure({ count, opened, close }: { count: number; opened: boolean; close: () => void }) {
  const { t } = useTranslation("duplicates");
  const { t: common } = useTranslation("common");
  return (
    <Modal opened={opened} onClose={close} title={t("sureTitle")} closeButtonProps={{ "aria-label": common("close") }}>
      <Body count={count} close={close} />
    </Modal>
  );
}

type State = { phase: "asking" | "running" | "done"; done: number; left: number; error?: unknown };

function Body({ count, close }: { count: number; close: () => void }) {
  const { t } = useTranslation("duplicates");
  const { t: common } = useTranslation("common");
  const format = useFormat();
  const nameOf = useContactName();
  const text = useErrorText();
  const client = useQueryClient();
  const { data } = useQuery(sureQuery);
  const [state, setState] = useState<State>({ phase: "asking", done: 0, left: count });
  const stopped = useRef(false);
  const run = async () => {
    setState({ phase: "running", done: 0, left: count });
    try {
      const done = await mergeSure(
        (done, left) => setState({ phase: "running", done, left }),
        () => stopped.current,
      );
      setState((last) => ({ ...last, phase: "done", done }));
    } catch (error) {
      setState((last) => ({ ...last, phase: "done", error }));
    }
    await client.invalidateQueries();
  };
  if (state.phase === "asking")
    return (
      <Stack>
        <p>{t("sureText", { count, number: format.number(count) })}</p>
        <ul className={classes.preview} aria-label={t("surePreview")} tabIndex={0}>
          {data?.pairs.map((pair) => (
            <li key={keyOf(pair)}>
              {nameOf(pair.one)} <span className={classes.dim}>+</span> {nameOf(pair.other)}
            </li>
          ))}
          {data && count > data.pairs.length && (
            <li className={classes.dim}>
              {t("sureMore", { count: count - data.pairs.length, number: format.number(count - data.pairs.length) })}
            </li>
          )}
        </ul>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            {common("cancel")}
          </Button>
          <Button onClick={() => void run()}>{t("sureDo", { count, number: format.number(count) })}</Button>
        </Group>
      </Stack>
    );
  const all = state.done + state.left;
  return (
    <Stack>
      <p role="status">
        {state.phase === "running"
          ? t("sureRunning", { done: format.number(state.done), all: format.number(all) })
          : t("sureDone", { count: state.done, number: format.number(state.done) })}
      </p>
      <Progress value={all === 0 ? 100 : (state.done / all) * 100} aria-label={t("sureTitle")} />
      {state.error !== undefined && <FormError>{text(state.error)}</FormError>}
      <Group justify="flex-end" gap={8}>
        {state.phase === "running" ? (
          <Button variant="default" onClick={() => (stopped.current = true)}>
            {t("sureStop")}
          </Button>
        ) : (
          <Button onClick={close}>{common("close")}</Button>
        )}
      </Group>
    </Stack>
  );
}
