import { Button, Group, Modal, Radio, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "#web/lib/draft.ts";

export const lostReasons = [
  "too_expensive",
  "competitor",
  "no_need",
  "no_answer",
  "delivery_time",
  "not_in_stock",
  "duplicate",
  "other",
] as const;
export type LostReason = (typeof lostReasons)[number];
export type Loss = { reason: LostReason; note?: string };

type Props = {
  /** Whom it is about; undefined: closed. */ subject: string | undefined;
  /** How many, where it is several. */ count?: number;
  draftKey: string;
  busy: boolean;
  onClose: () => void;
  onLose: (loss: Loss) => void;
};

/** Asks why a deal is lost. The reason is needed, because the numbers live on it; a word more is free. */
export function LoseDialog({ subject, count = 1, draftKey, busy, onClose, onLose }: Props) {
  const { t } = useTranslation(["deals", "common"]);
  const [reason, setReason] = useState<LostReason>();
  const [note, setNote] = useDraft(`lose.${draftKey}`);
  const close = () => {
    setReason(undefined);
    onClose();
  };
  const lose = () => {
    if (!reason) return;
    onLose({ reason, ...(note.trim() ? { note: note.trim() } : {}) });
    setNote("");
    setReason(undefined);
  };
  return (
    <Modal
      opened={subject !== undefined}
      onClose={close}
      title={t("lose.title", { count, name: subject })}
      size={440}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          lose();
        }}
      >
        <Stack gap={16}>
          <Radio.Group label={t("lose.why")} value={reason ?? ""} onChange={(value) => setReason(value as LostReason)} withAsterisk>
            <Stack gap={8} mt={8}>
              {lostReasons.map((each, index) => (
                <Radio key={each} value={each} label={t(`lostReason.${each}`)} data-autofocus={index === 0 || undefined} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t("lose.note")}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={10_000}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={close}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" color="red" disabled={!reason} loading={busy}>
              {t("lose.do", { count })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
