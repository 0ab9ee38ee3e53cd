import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SourceWire } from "#intake/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { CopyField } from "#web/ui/CopyField.tsx";
import { keptSecret } from "./api.ts";
import { httpCall, originOf, webhookCall } from "./snippets.ts";
import classes from "./connect.module.css";

/** For those who do not want to wait for a customer: the same request the shop would make, from a terminal. */
export function TestEvent({ source }: { source: SourceWire }) {
  const { t } = useTranslation("connect");
  const { currency } = useWorkspace();
  const [open, setOpen] = useState(false);
  const call =
    source.kind === "shopify" || source.kind === "woocommerce"
      ? webhookCall(source.kind, source.url, keptSecret(source.id) ?? t("test.secretHere"), currency)
      : httpCall(originOf(source.url), source.writeKey ?? "");
  return (
    <details className={classes.test} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("test.title")}</summary>
      <p>{t("test.text")}</p>
      <CopyField block label={t("test.label")} value={call} />
      <p className={classes.hint}>{t("test.note")}</p>
    </details>
  );
}
