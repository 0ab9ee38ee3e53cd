import { Button, Group, Menu, Modal, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { saveDownload } from "#web/lib/download.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { useLoadPlan, useRemoveImport } from "./api.ts";

/** The mapping as a file, to share and to load; and away with the whole draft. */
export function PlanMenu({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation("imports");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const navigate = useNavigate();
  const { id: workspaceId } = useWorkspace();
  const input = useRef<HTMLInputElement>(null);
  const [removing, setRemoving] = useState(false);
  const [shareError, setShareError] = useState<unknown>();
  const load = useLoadPlan(detail.id);
  const remove = useRemoveImport(detail.id);
  const hasPlan = detail.plan !== null;
  const error = load.error ?? shareError;
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={t("planFile.load")}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) load.mutate(file);
        }}
      />
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Chip>{t("planFile.menu")}</Chip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={!hasPlan}
            onClick={() => {
              setShareError(undefined);
              void saveDownload(`/api/imports/${detail.id}/plan.json`, "plan.json").catch(setShareError);
            }}
          >
            {t("planFile.share")}
          </Menu.Item>
          <Menu.Item disabled={!hasPlan} onClick={() => input.current?.click()}>
            {t("planFile.load")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setRemoving(true)}>
            {t("remove.menu")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {error !== undefined && error !== null && (
        <Modal
          opened
          onClose={() => {
            load.reset();
            setShareError(undefined);
          }}
          title={t("planFile.menu")}
          closeButtonProps={{ "aria-label": common("close") }}
        >
          <FormError>{error instanceof SyntaxError ? t("planFile.notOne") : text(error)}</FormError>
        </Modal>
      )}
      <Modal
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("remove.title")}
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <Stack gap={12}>
          <p>{t("remove.text")}</p>
          {remove.isError && <FormError>{text(remove.error)}</FormError>}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={() => setRemoving(false)}>
              {common("cancel")}
            </Button>
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() =>
                void remove.mutateAsync().then(
                  () => navigate({ to: "/w/$workspaceId/settings/files", params: { workspaceId } }),
                  () => undefined,
                )
              }
            >
              {t("remove.do")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
