import { Button, Radio, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "#people/contract.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { candidatesQuery, useMerge } from "./api.ts";
import classes from "./contacts.module.css";

const typingMs = 250;

/** Finds the other one by name, e-mail or phone, and lets it go up in this one. */
export function MergeForm({ contact, close }: { contact: ContactDetail; close: () => void }) {
  const { t } = useTranslation("contacts");
  const nameOf = useContactName();
  const text = useErrorText();
  const [q, setQ] = useState("");
  const [settled] = useDebouncedValue(q.trim(), typingMs);
  const [other, setOther] = useState<string | null>(null);
  const { data, isFetching } = useQuery(candidatesQuery(settled));
  const merge = useMerge(contact.id);
  const candidates = data?.contacts.filter(({ id }) => id !== contact.id) ?? [];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (other) merge.mutate(other, { onSuccess: close });
      }}
    >
      <Stack>
        <p className={classes.dim}>{t("merge.text")}</p>
        <TextInput type="search" label={t("merge.search")} value={q} onChange={(event) => setQ(event.currentTarget.value)} data-autofocus />
        <Radio.Group aria-label={t("merge.who")} value={other} onChange={setOther}>
          <div className={classes.candidates}>
            {candidates.map((candidate) => (
              <Radio
                key={candidate.id}
                value={candidate.id}
                label={nameOf(candidate)}
                description={[t(`kind_${candidate.kind}`), candidate.email, candidate.phone, candidate.city].filter(Boolean).join(" · ")}
              />
            ))}
            {settled.length >= 2 && !isFetching && candidates.length === 0 && <p className={classes.dim}>{t("merge.nobody")}</p>}
          </div>
        </Radio.Group>
        {merge.isError && <FormError>{text(merge.error)}</FormError>}
        <Button type="submit" loading={merge.isPending} disabled={!other}>
          {t("merge.do")}
        </Button>
      </Stack>
    </form>
  );
}
