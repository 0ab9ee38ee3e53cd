import { Button, Group, Modal, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useFocusBack } from "#web/lib/focus-back.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { api } from "#web/lib/api.ts";
import { importKey, useImportVerb } from "./api.ts";
import { useKindCount, useListText } from "./words.ts";

/** Says what goes, what returns and what stays before anything is undone; then the import's page shows how far it is. */
export function UndoDialog({ importId, name, close }: { importId: string; name: string; close: () => void }) {
  const { t } = useTranslation("imports");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const list = useListText();
  const kindCount = useKindCount();
  const format = useFormat();
  const navigate = useNavigate();
  const { id: workspaceId } = useWorkspace();
  const verb = useImportVerb(importId);
  const { data } = useQuery({ queryKey: importKey(importId), queryFn: () => api.get<ImportDetail>(`/api/imports/${importId}`) });
  useFocusBack("main h1");
  const kinds = data?.result?.kinds ?? [];
  const created = kinds.filter((kind) => kind.created > 0).map((kind) => kindCount(kind.kind, kind.created));
  const updated = kinds.reduce((sum, kind) => sum + kind.updated, 0);
  const go = () => {
    close();
    void navigate({ to: "/w/$workspaceId/settings/files/$importId", params: { workspaceId, importId } });
  };
  return (
    <Modal opened onClose={close} title={t("undo.title", { name })} size={480} closeButtonProps={{ "aria-label": common("close") }}>
      <Stack gap={12}>
        <p>{created.length > 0 ? t("undo.created", { list: list(created) }) : t("undo.createdAll")}</p>
        <p>{updated > 0 ? t("undo.updated", { count: updated, n: format.number(updated) }) : t("undo.updatedAll")}</p>
        <p>{t("undo.kept")}</p>
        {verb.isError && <FormError>{text(verb.error)}</FormError>}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            {common("cancel")}
          </Button>
          <Button color="red" loading={verb.isPending} onClick={() => void verb.mutateAsync("undo").then(go, () => undefined)}>
            {t("undo.do")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
