import { Button, Checkbox, Fieldset, Radio, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { meQuery } from "#web/lib/me.ts";
import { queryClient } from "#web/lib/query.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { useCurrencies, useTimeZones } from "#web/ui/choices.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import classes from "./settings.module.css";

export function WorkspacePage() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const { name, currency, timeZone, language, valueWithTax, valueWithShipping } = useWorkspace();
  const text = useErrorText();
  const currencies = useCurrencies();
  const timeZones = useTimeZones();
  const form = useForm({ initialValues: { name, currency, timeZone, language, valueWithTax, valueWithShipping } });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => api.patch("/api/workspace", { ...values, name: values.name.trim() }),
    onSuccess: async () => {
      form.resetDirty();
      await queryClient.refetchQueries(meQuery);
      await queryClient.invalidateQueries();
    },
  });
  return (
    <>
      <PageHeader title={t("places.workspace")} />
      <form className={classes.form} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <TextInput label={t("workspace.name")} required maxLength={80} {...form.getInputProps("name")} />
        <Select
          label={t("workspace.currency")}
          description={t("workspace.currencyHint")}
          data={currencies}
          searchable
          limit={60}
          {...form.getInputProps("currency")}
        />
        <Select
          label={t("workspace.timeZone")}
          description={t("workspace.timeZoneHint")}
          data={timeZones}
          searchable
          limit={60}
          {...form.getInputProps("timeZone")}
        />
        <Radio.Group label={t("workspace.language")} description={t("workspace.languageHint")} {...form.getInputProps("language")}>
          <div className={classes.inline}>
            <Radio value="en" label="English" />
            <Radio value="de" label="Deutsch" />
          </div>
        </Radio.Group>
        <Fieldset variant="unstyled" legend={t("workspace.value")} className={classes.group!}>
          <p className={classes.dim}>{t("workspace.valueHint")}</p>
          <Checkbox mt="sm" label={t("workspace.withTax")} {...form.getInputProps("valueWithTax", { type: "checkbox" })} />
          <Checkbox mt="xs" label={t("workspace.withShipping")} {...form.getInputProps("valueWithShipping", { type: "checkbox" })} />
        </Fieldset>
        {save.isError && <FormError>{text(save.error)}</FormError>}
        <Button type="submit" className={classes.submit!} loading={save.isPending} disabled={!form.isDirty()}>
          {save.isSuccess && !form.isDirty() ? common("saved") : common("save")}
        </Button>
      </form>
    </>
  );
}
