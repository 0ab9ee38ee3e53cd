import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useCreateContact } from "./api.ts";

export function NewContactForm() {
  const { t } = useTranslation("contacts");
  const { id: workspaceId } = useWorkspace();
  const text = useErrorText();
  const navigate = useNavigate();
  const create = useCreateContact();
  const form = useForm({
    initialValues: { name: "", email: "", phone: "", company: "" },
    validate: { name: (value) => (value.trim() ? null : t("new.nameRule")) },
  });
  const make = ({ name, ...rest }: typeof form.values) => {
    const filled = Object.fromEntries(Object.entries(rest).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : [])));
    create.mutate(
      { name: name.trim(), ...filled },
      {
        onSuccess: ({ id: contactId }) => void navigate({ to: "/w/$workspaceId/contacts/$contactId", params: { workspaceId, contactId } }),
      },
    );
  };
  return (
    <form onSubmit={form.onSubmit(make)} noValidate>
      <Stack>
        <TextInput label={t("fields.name")} required maxLength={200} data-autofocus {...form.getInputProps("name")} />
        <TextInput label={t("fields.email")} type="email" maxLength={200} {...form.getInputProps("email")} />
        <TextInput label={t("fields.phone")} type="tel" maxLength={50} {...form.getInputProps("phone")} />
        <TextInput label={t("fields.company")} maxLength={200} {...form.getInputProps("company")} />
        {create.isError && <FormError>{text(create.error)}</FormError>}
        <Button type="submit" loading={create.isPending}>
          {t("new.make")}
        </Button>
      </Stack>
    </form>
  );
}
