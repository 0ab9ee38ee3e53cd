import { Button, Checkbox, Fieldset, NumberInput, Radio, Select, TextInput } from "@mantine/core";
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
  const { name, currency, timeZone, language, valueWithTax, valueWithShipping, grossMargin, discountRate } = useWorkspace();
  const text = useErrorText();
  const currencies = useCurrencies();
  const timeZones = useTimeZones();
  const form = useForm({
    initialValues: {
      name,
      currency,
      timeZone,
      language,
      valueWithTax,
      valueWithShipping,
      grossMargin: percentOf(grossMargin),
      discountRate: percentOf(discountRate),
    },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      api.patch("/api/workspace", {
        ...values,
        name: values.name.trim(),
        grossMargin: partOf(values.grossMargin),
        discountRate: partOf(values.discountRate),
      }),
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
        {form.values.currency !== currency && <p className={classes.dim}>{t("workspace.currencyChange", { currency })}</p>}
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
        <Fieldset variant="unstyled" legend={t("workspace.customerValue")} className={classes.group!}>
          <p className={classes.dim}>{t("workspace.customerValueHint")}</p>
          <NumberInput mt="sm" label={t("workspace.grossMargin")} min={0.1} {...percentInput} {...form.getInputProps("grossMargin")} />
          <NumberInput mt="xs" label={t("workspace.discountRate")} min={0} {...percentInput} {...form.getInputProps("discountRate")} />
        </Fieldset>
        {save.isError && <FormError>{text(save.error)}</FormError>}
        <Button type="submit" className={classes.submit!} loading={save.isPending} disabled={!form.isDirty()}>
          {save.isSuccess && !form.isDirty() ? common("saved") : common("save")}
        </Button>
      </form>
    </>
  );
}

const percentInput = { max: 100, decimalScale: 2, suffix: " %", clampBehavior: "strict", hideControls: true } as const;

/** A part of one as the percent that is typed; empty: not said. */
function percentOf(part: number | null): number | "" {
  return part === null ? "" : Math.round(part * 1e4) / 100;
}

function partOf(percent: number | string): number | null {
  return percent === "" ? null : Math.round(Number(percent) * 100) / 1e4;
}
