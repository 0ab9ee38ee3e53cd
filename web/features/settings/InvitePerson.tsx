import { Button, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Role } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { FormError } from "#web/ui/FormError.tsx";

const order: Role[] = ["viewer", "seller", "manager", "owner"];

export function useRoles() {
  const { t } = useTranslation("settings");
  return order.map((value) => ({ value, label: t(`roles.${value}`) }));
}

/** Sluice sends no mail yet: the link is made here and handed over by whoever invites. */
export function InvitePerson() {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const roles = useRoles();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { email: "", role: "seller" as Role },
    validate: { email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t("team.emailRule")) },
  });
  const invite = useMutation({
    mutationFn: (values: typeof form.values) =>
      api.post<{ id: string; url: string }>("/api/invitations", { ...values, email: values.email.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["members"] }),
  });
  if (invite.data)
    return <CopyField label={t("team.link")} value={invite.data.url} hint={t("team.linkHint", { email: form.values.email.trim() })} />;
  return (
    <form onSubmit={form.onSubmit((values) => invite.mutate(values))} noValidate>
      <Stack gap="lg">
        <TextInput label={t("team.email")} type="email" data-autofocus required {...form.getInputProps("email")} />
        <Select label={t("team.role")} description={t(`roleText.${form.values.role}`)} data={roles} {...form.getInputProps("role")} />
        {invite.isError && <FormError>{text(invite.error)}</FormError>}
        <Button type="submit" loading={invite.isPending}>
          {t("team.makeLink")}
        </Button>
      </Stack>
    </form>
  );
}
