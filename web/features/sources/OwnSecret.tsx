import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { keptSecret, newSecret, useChangeSource } from "./api.ts";
import classes from "./connect.module.css";

/** For the secret that Sluice makes: shown once; later a new one can be made, and the old one stays good for an hour. */
export function OwnSecret({ source, label }: { source: SourceWire; label: string }) {
  const { t } = useTranslation("connect");
  const text = useErrorText();
  const change = useChangeSource(source.id);
  const secret = keptSecret(source.id);
  if (secret) return <CopyField label={label} value={secret} hint={t("secret.once")} />;
  return (
    <div>
      <div className={classes.fieldLabel}>{label}</div>
      <p className={classes.hint}>{t("secret.gone")}</p>
      <Button variant="default" mt={8} loading={change.isPending} onClick={() => change.mutate({ secret: newSecret() })}>
        {t("secret.renew")}
      </Button>
      {change.isError && <FormError>{text(change.error)}</FormError>}
    </div>
  );
}
