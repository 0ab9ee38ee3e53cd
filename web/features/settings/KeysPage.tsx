import { Button, Modal, Radio, Stack, TextInput, VisuallyHidden } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiKeyList } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { CopyField } from "#web/ui/CopyField.tsx";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { RelativeTime } from "#web/ui/RelativeTime.tsx";
import classes from "./settings.module.css";

/** Keys for other programs: what each may do, when it was last used. */
export function KeysPage() {
  const { t } = useTranslation("settings");
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ["keys"], queryFn: () => api.get<ApiKeyList>("/api/keys") });
  const make = <Button onClick={() => setMaking(true)}>{t("keys.make")}</Button>;
  return (
    <>
      <PageHeader title={t("places.keys")} end={data && data.keys.length > 0 ? make : null} />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={3} />}
      {data?.keys.length === 0 && (
        <EmptyState title={t("keys.empty")} action={make}>
          {t("keys.emptyText")}
        </EmptyState>
      )}
      {data && data.keys.length > 0 && <Keys keys={data.keys} />}
      <Modal opened={making} onClose={() => setMaking(false)} title={t("keys.make")}>
        <NewKey />
      </Modal>
    </>
  );
}

function Keys({ keys }: { keys: ApiKeyList["keys"] }) {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api/keys/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          <th>{t("keys.name")}</th>
          <th>{t("keys.scopes")}</th>
          <th className={classes.wide}>{t("keys.created")}</th>
          <th className={classes.wide}>{t("keys.used")}</th>
          <th>
            <VisuallyHidden>{t("actions")}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ id, name, scopes, createdAt, lastUsedAt }) => (
          <tr key={id}>
            <td>{name}</td>
            <td>{t(scopes.includes("write") ? "keys.write" : "keys.read")}</td>
            <td className={`${classes.dim} ${classes.wide}`}>{format.date(createdAt)}</td>
            <td className={`${classes.dim} ${classes.wide}`}>{lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t("keys.never")}</td>
            <td>
              <Chip onClick={() => revoke.mutate(id)}>{t("keys.revoke")}</Chip>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewKey() {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: "", may: "read" } });
  const make = useMutation({
    mutationFn: ({ name, may }: typeof form.values) =>
      api.post<{ id: string; key: string }>("/api/keys", { name: name.trim(), scopes: may === "write" ? ["read", "write"] : ["read"] }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  if (make.data) return <CopyField label={t("keys.key")} value={make.data.key} hint={t("keys.once")} />;
  return (
    <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
      <Stack gap="lg">
        <TextInput
          label={t("keys.name")}
          placeholder={t("keys.example")}
          required
          maxLength={60}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <Radio.Group label={t("keys.scopes")} {...form.getInputProps("may")}>
          <Stack gap="xs" mt="xs">
            <Radio value="read" label={t("keys.read")} />
            <Radio value="write" label={t("keys.write")} />
          </Stack>
        </Radio.Group>
        {make.isError && <FormError>{text(make.error)}</FormError>}
        <Button type="submit" loading={make.isPending} disabled={!form.values.name.trim()}>
          {t("keys.make")}
        </Button>
      </Stack>
    </form>
  );
}
