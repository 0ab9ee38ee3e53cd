import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { keptSecret } from "./api.ts";
import { factsCall, httpCall, originOf, webhookCall } from "./snippets.ts";
import classes from "./connect.module.css";

/** For those who do not want to wait for a customer: the same request the shop would make, from a terminal. */
export function TestEvent({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  const { currency } = useWorkspace();
  const [open, setOpen] = useState(false);
  const call = callOf(source, keptSecret(source.id) ?? t("test.secretHere"), currency);
  return (
    <details className={classes.test} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("test.title")}</summary>
      <p>{t(call ? "test.text" : "test.inShop")}</p>
      {call && <CopyField block label={t("test.label")} value={call} />}
      <p className={classes.hint}>{t("test.note")}</p>
    </details>
  );
}

/** None for Shopware: its events are signed with a secret that only the shop and Sluice know. */
function callOf({ kind, url, writeKey }: SourceWire, secret: string, currency: string): string | undefined {
  if (kind === "shopify" || kind === "woocommerce") return webhookCall(kind, url, secret, currency);
  if (kind === "vendure" || kind === "medusa" || kind === "sluice") return factsCall(url, secret, currency);
  return kind === "shopware" ? undefined : httpCall(originOf(url), writeKey ?? "");
}
