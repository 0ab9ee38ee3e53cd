import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "#people/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { usePatchContact } from "./api.ts";

export function EditContactForm({ contact, close }: { contact: ContactDetail; close: () => void }) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const patch = usePatchContact(contact.id);
  const form = useForm({ initialValues: { name: contact.name ?? "", city: contact.city ?? "", company: contact.company?.name ?? "" } });
  // an empty field says nothing: what the shop told stays
  const save = (values: typeof form.values) =>
    patch.mutate(Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : []))), {
      onSuccess: close,
    });
  return (
    <form onSubmit={form.onSubmit(save)}>
      <Stack>
        <TextInput label={t("fields.name")} maxLength={200} data-autofocus {...form.getInputProps("name")} />
        <TextInput label={t("fields.company")} maxLength={200} {...form.getInputProps("company")} />
        <TextInput label={t("fields.city")} maxLength={100} {...form.getInputProps("city")} />
        {patch.isError && <FormError>{text(patch.error)}</FormError>}
        <Button type="submit" loading={patch.isPending} disabled={!form.isDirty()}>
          {common("save")}
        </Button>
      </Stack>
    </form>
  );
}
