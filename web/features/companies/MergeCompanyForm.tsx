import { Button, Radio, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CompanyDetail } from "#people/companies/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { pickQuery, useMergeCompany } from "./api.ts";
import classes from "./companies.module.css";

const typingMs = 250;

/** Finds the other one by name, asks which name stays, and lets it go up in this one. */
export function MergeCompanyForm({ company, close }: { company: CompanyDetail; close: () => void }) {
  const { t } = useTranslation("companies");
  const text = useErrorText();
  const [q, setQ] = useState("");
  const [settled] = useDebouncedValue(q.trim(), typingMs);
  const [otherId, setOther] = useState<string | null>(null);
  const [keepName, setKeepName] = useState<"this" | "other">("this");
  const { data, isFetching } = useQuery(pickQuery(settled));
  const merge = useMergeCompany(company.id);
  const candidates = data?.companies.filter(({ id }) => id !== company.id) ?? [];
  const other = candidates.find(({ id }) => id === otherId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (other) merge.mutate({ companyId: other.id, keepName }, { onSuccess: close });
      }}
    >
      <Stack>
        <p className={classes.dim}>{t("merge.text")}</p>
        <TextInput type="search" label={t("merge.search")} value={q} onChange={(event) => setQ(event.currentTarget.value)} data-autofocus />
        <Radio.Group aria-label={t("merge.who")} value={otherId} onChange={setOther}>
          <div className={classes.candidates}>
            {candidates.map(({ id, name, contacts }) => (
              <Radio key={id} value={id} label={name} description={t("contactCount", { count: contacts })} />
            ))}
            {settled.length >= 2 && !isFetching && candidates.length === 0 && <p className={classes.dim}>{t("noMatch")}</p>}
          </div>
        </Radio.Group>
        {other && other.name !== company.name && (
          <Radio.Group label={t("merge.keep")} value={keepName} onChange={(value) => setKeepName(value as "this" | "other")}>
            <Stack gap={8} mt={8}>
              <Radio value="this" label={company.name} />
              <Radio value="other" label={other.name} />
            </Stack>
          </Radio.Group>
        )}
        {merge.isError && <FormError>{text(merge.error)}</FormError>}
        <Button type="submit" loading={merge.isPending} disabled={!other}>
          {t("merge.button")}
        </Button>
      </Stack>
    </form>
  );
}
