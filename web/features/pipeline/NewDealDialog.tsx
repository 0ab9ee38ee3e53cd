import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exponentOf, toMinor } from "#base/money.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";
import { useFocusBack } from "#web/lib/focus-back.ts";
import { useDraft } from "#web/lib/draft.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { refreshDeals } from "./api.ts";

type Props = { pipeline: PipelineWire; onClose: () => void; onCreated: (dealId: string) => void };

/** A deal that no shop event made: a call, a fair, a wholesale request. */
export function NewDealDialog({ pipeline, onClose, onCreated }: Props) {
  const { t } = useTranslation(["pipeline", "common"]);
  useFocusBack();
  const errorText = useErrorText();
  const client = useQueryClient();
  const { currency } = useWorkspace();
  const open = pipeline.stages.filter((stage) => stage.kind === "open");
  const [name, setName] = useDraft(`new-deal.${pipeline.id}.name`);
  const [email, setEmail] = useDraft(`new-deal.${pipeline.id}.email`);
  const [value, setValue] = useDraft(`new-deal.${pipeline.id}.value`);
  const [stageId, setStageId] = useState<string>();
  const create = useMutation({
    mutationFn: () =>
      api.post<{ id: string }>("/api/deals", {
        pipelineId: pipeline.id,
        stageId: stageId ?? open[0]?.id ?? pipeline.stages[0]!.id,
        name: name.trim(),
        ...(email.trim() ? { email: email.trim() } : {}),
        ...(value ? { valueMinor: toMinor(value, currency), currency } : {}),
      }),
    onSuccess: async ({ id }) => {
      setName("");
      setEmail("");
      setValue("");
      await refreshDeals(client, pipeline.id);
      onCreated(id);
    },
  });
  const comma = (1.5).toLocaleString(document.documentElement.lang).includes(",");
  return (
    <Modal
      opened
      returnFocus={false}
      onClose={onClose}
      title={t("newDeal.title")}
      size={440}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate();
        }}
      >
        <Stack gap={16}>
          <TextInput
            label={t("newDeal.name")}
            placeholder={t("newDeal.namePlaceholder")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={200}
            required
            data-autofocus
          />
          <TextInput
            type="email"
            label={t("newDeal.email")}
            description={t("newDeal.emailHint")}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            maxLength={200}
          />
          <Group grow align="flex-start">
            <NumberInput
              label={t("newDeal.value")}
              value={value}
              onChange={(next) => setValue(String(next))}
              min={0}
              allowNegative={false}
              decimalScale={exponentOf(currency)}
              decimalSeparator={comma ? "," : "."}
              thousandSeparator={comma ? "." : ","}
              suffix={` ${currency}`}
              hideControls
            />
            <Select
              label={t("newDeal.stage")}
              data={open.map((stage) => ({ value: stage.id, label: stage.name }))}
              value={stageId ?? open[0]?.id ?? null}
              onChange={(next) => setStageId(next ?? undefined)}
            />
          </Group>
          {create.error && (
            <p role="alert" style={{ color: "var(--red)" }}>
              {errorText(create.error)}
            </p>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
              {t("newDeal.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
