import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#web/lib/error-text.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { useSaveKey } from "./api.ts";
import type { AskedKind } from "./PastSection.tsx";
import classes from "./past.module.css";

const shortest = 8;

/** Where the shop keeps its key, and the fields for it. The key is tried before it is kept. */
export function KeyForm({
  sourceId,
  kind,
  url: known,
  onDone,
}: {
  sourceId: string;
  kind: AskedKind;
  url: string | undefined;
  onDone: () => void;
}) {
  const { t } = useTranslation("past");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const save = useSaveKey(sourceId);
  const [url, setUrl] = useState(known ?? "");
  const [key, setKey] = useState("");
  const [secret, setSecret] = useState("");
  const needsSecret = kind === "woocommerce";
  const isReady =
    url.trim() !== "" && key.trim().length >= shortest && (secret.trim() === "" ? !needsSecret : secret.trim().length >= shortest);
  const toggle = { "aria-label": common("showPassword"), "aria-hidden": false, tabIndex: 0 };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        const body = { url: url.trim(), key: key.trim(), ...(secret.trim() && { secret: secret.trim() }) };
        save.mutate(body, { onSuccess: onDone });
      }}
    >
      <Stack gap={14}>
        <ol className={classes.steps}>
          {(["step1", "step2", "step3"] as const).map((step) => (
            <li key={step}>{t(`key.${kind}.${step}`)}</li>
          ))}
        </ol>
        <TextInput
          label={t(`key.${kind}.url`)}
          placeholder={t(`key.${kind}.urlHint`)}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          data-autofocus
          required
        />
        <TextInput
          label={t(`key.${kind}.keyLabel`)}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          required
        />
        <PasswordInput
          label={t(`key.${kind}.secretLabel`)}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
          autoComplete="off"
          required={needsSecret}
        />
        <p className={classes.small}>{t("key.safe")}</p>
        {save.isError && <FormError>{text(save.error)}</FormError>}
        <Button type="submit" disabled={!isReady} loading={save.isPending}>
          {t("key.check")}
        </Button>
      </Stack>
    </form>
  );
}
