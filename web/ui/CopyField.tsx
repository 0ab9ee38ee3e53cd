import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./CopyField.module.css";

const shownMs = 2_000;

/** An address, key, secret or snippet that is meant to be copied. */
export function CopyField({ label, value, hint, block = false }: { label: string; value: string; hint?: string; block?: boolean }) {
  const { t } = useTranslation("common");
  const [copied, setCopied] = useState(false);
  const id = useId();
  const copy = async () => {
    await copyText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), shownMs);
  };
  return (
    <div className={classes.field}>
      <div className={classes.label} id={id}>
        {label}
      </div>
      <div className={block ? classes.whole : classes.line}>
        <code
          className={block ? classes.block : classes.value}
          aria-labelledby={id}
          tabIndex={0}
          role="textbox"
          aria-readonly="true"
          aria-multiline={block}
        >
          {value}
        </code>
        <Button variant="default" onClick={() => void copy()} aria-label={copied ? t("copied") : t("copyWhat", { what: label })}>
          {copied ? t("copied") : t("copy")}
        </Button>
      </div>
      {hint && <p className={classes.hint}>{hint}</p>}
      <span role="status" className={classes.status}>
        {copied ? t("copied") : ""}
      </span>
    </div>
  );
}

/** Pages without TLS (a machine in the shop's own network) have no clipboard object; the old way still works there. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
