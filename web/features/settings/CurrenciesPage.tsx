import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "#web/lib/api.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { today } from "#web/lib/today.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { useCurrencies } from "#web/ui/choices.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import classes from "./settings.module.css";

type Rate = { currency: string; fromDay: string; rate: number };

/** What one unit of another currency is worth in the shop's own, from a day on. */
export function CurrenciesPage() {
  const { t } = useTranslation("settings");
  const { can, currency } = useWorkspace();
  const format = useFormat();
  const { data, error, refetch } = useQuery({ queryKey: ["rates"], queryFn: () => api.get<{ rates: Rate[] }>("/api/rates") });
  return (
    <>
      <PageHeader title={t("places.currencies")} />
      <div className={classes.section}>
        <p>{t("currencies.text", { currency })}</p>
        {can("workspace.edit") && <NewRate />}
      </div>
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={2} />}
      {data?.rates.length === 0 && <EmptyState title={t("currencies.empty")}>{t("currencies.emptyText", { currency })}</EmptyState>}
      {data && data.rates.length > 0 && (
        <table className={classes.rows}>
          <thead>
            <tr>
              <th>{t("currencies.currency")}</th>
              <th>{t("currencies.from")}</th>
              <th>{t("currencies.rate")}</th>
            </tr>
          </thead>
          <tbody>
            {data.rates.map((rate) => (
              <tr key={`${rate.currency} ${rate.fromDay}`}>
                <td>{rate.currency}</td>
                <td className={classes.dim}>{format.date(`${rate.fromDay}T12:00:00Z`)}</td>
                <td className={classes.number}>
                  1 {rate.currency} = {format.number(rate.rate, 6)} {currency}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function NewRate() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const { currency: own, timeZone } = useWorkspace();
  const text = useErrorText();
  const client = useQueryClient();
  const currencies = useCurrencies().filter(({ value }) => value !== own);
  const form = useForm({
    initialValues: { currency: own === "CHF" ? "EUR" : "CHF", fromDay: today(timeZone), rate: "" as number | string },
  });
  const add = useMutation({
    mutationFn: ({ currency, fromDay, rate }: typeof form.values) =>
      api.put("/api/rates", { rates: [{ currency, fromDay, rate: Number(rate) }] }),
    onSuccess: async () => {
      form.setFieldValue("rate", "");
      await client.invalidateQueries();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))}>
      <div className={classes.inline}>
        <Select label={t("currencies.currency")} data={currencies} searchable limit={60} w={220} {...form.getInputProps("currency")} />
        <TextInput label={t("currencies.from")} type="date" required w={160} {...form.getInputProps("fromDay")} />
        <NumberInput
          label={t("currencies.rateIn", { currency: own })}
          required
          min={0}
          decimalScale={8}
          hideControls
          w={160}
          {...form.getInputProps("rate")}
        />
        <Button type="submit" variant="default" loading={add.isPending} disabled={!(Number(form.values.rate) > 0)}>
          {common("add")}
        </Button>
      </div>
      {add.isError && <FormError>{text(add.error)}</FormError>}
    </form>
  );
}
