import { Button, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { useChangeSource, useRemoveSource } from "./api.ts";
import { OwnSecret } from "./OwnSecret.tsx";
import { SecretForm } from "./SecretForm.tsx";

type Dialog = "rename" | "secret" | "remove";

/** Steps again, another name, another secret, away with it. */
export function SourceMenu({ source }: { source: SourceWire }) {
  const { t } = useTranslation("sources");
  const { id: workspaceId } = useWorkspace();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const isShop = source.kind !== "segment" && source.kind !== "script" && source.kind !== "demo"; // one that came from an export has no secret yet
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Chip>{t("change")}</Chip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() =>
              void navigate({ to: "/w/$workspaceId/settings/sources/$sourceId/connect", params: { workspaceId, sourceId: source.id } })
            }
          >
            {t("steps")}
          </Menu.Item>
          <Menu.Item onClick={() => setDialog("rename")}>{t("rename")}</Menu.Item>
          {(source.hasSecret || isShop) && source.kind !== "shopware" && (
            <Menu.Item onClick={() => setDialog("secret")}>{t("newSecret")}</Menu.Item>
          )}
          <Menu.Item color="red" onClick={() => setDialog("remove")}>
            {t("remove.menu")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={dialog === "rename"} onClose={close} title={t("rename")}>
        <Rename source={source} close={close} />
      </Modal>
      <Modal opened={dialog === "secret"} onClose={close} title={t("newSecret")}>
        {source.kind === "shopify" ? <SecretForm source={source} label={t("secret")} /> : <OwnSecret source={source} label={t("secret")} />}
      </Modal>
      <Modal opened={dialog === "remove"} onClose={close} title={t("remove.title", { name: source.name })}>
        <Remove source={source} close={close} />
      </Modal>
    </>
  );
}

function Rename({ source, close }: { source: SourceWire; close: () => void }) {
  const { t } = useTranslation("sources");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const [name, setName] = useState(source.name);
  const change = useChangeSource(source.id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ name: name.trim() }, { onSuccess: close });
      }}
    >
      <Stack>
        <TextInput
          label={t("name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          maxLength={60}
          required
        />
        {change.isError && <FormError>{text(change.error)}</FormError>}
        <Button type="submit" loading={change.isPending} disabled={!name.trim()}>
          {common("save")}
        </Button>
      </Stack>
    </form>
  );
}

function Remove({ source, close }: { source: SourceWire; close: () => void }) {
  const { t } = useTranslation("sources");
  const text = useErrorText();
  const navigate = useNavigate();
  const { id: workspaceId } = useWorkspace();
  const remove = useRemoveSource(source.id);
  // By promise: the page forgets the source, and this dialog with it, before a callback of the mutation would be called.
  const go = () => {
    close();
    void navigate({ to: "/w/$workspaceId/settings/sources", params: { workspaceId } });
  };
  return (
    <Stack>
      <p>{t("remove.text")}</p>
      {remove.isError && <FormError>{text(remove.error)}</FormError>}
      <Button color="red" loading={remove.isPending} onClick={() => void remove.mutateAsync().then(go, () => undefined)}>
        {t("remove.button")}
      </Button>
    </Stack>
  );
}
