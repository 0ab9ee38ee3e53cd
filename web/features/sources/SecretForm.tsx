import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useChangeSource } from "./api.ts";
import classes from "./connect.module.css";

/** For the secret that the shop makes: pasted here, kept sealed, never shown again. */
export function SecretForm({ source, label }: { source: SourceWire; label: string }) {
  const { t } = useTranslation("connect");
  const text = useErrorText();
  const change = useChangeSource(source.id);
  const [secret, setSecret] = useState("");
  const save = () => change.mutate({ secret: secret.trim() }, { onSuccess: () => setSecret("") });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (secret.trim().length >= 8) save();
      }}
    >
      <div className={classes.secret}>
        <TextInput
          label={label}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          flex={1}
        />
        <Button type="submit" variant="default" disabled={secret.trim().length < 8} loading={change.isPending}>
          {t("secret.keep")}
        </Button>
      </div>
      <p className={classes.hint} role="status">
        {change.isSuccess ? t("secret.kept") : t("secret.hint")}
      </p>
      {change.isError && <FormError>{text(change.error)}</FormError>}
    </form>
  );
}
