import { Button } from "@mantine/core";
import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Chip } from "#web/ui/Chip.tsx";
import { useFileDrop } from "./use-file-drop.ts";
import classes from "./imports.module.css";

type Props = {
  take: (files: File[]) => void;
  busy?: boolean;
  /** Only a small button; dropping works all the same. */ small?: boolean;
  primary?: boolean;
  children?: ReactNode;
};

/** Takes files by dropping them anywhere on the page, or by choosing them. */
export function DropZone({ take, busy = false, small = false, primary = false, children }: Props) {
  const { t } = useTranslation("imports");
  const input = useRef<HTMLInputElement>(null);
  const over = useFileDrop(busy ? undefined : take);
  const choose = () => input.current?.click();
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("drop.choose")}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length > 0) take(files);
        }}
      />
      {small ? (
        <Chip dashed onClick={choose} disabled={busy}>
          {t("drop.more")}
        </Chip>
      ) : (
        <div className={classes.zone} data-over={over || undefined}>
          <p className={classes.zoneTitle}>{t("drop.title")}</p>
          <p className={classes.zoneText}>{t("drop.text")}</p>
          <Button variant={primary ? "filled" : "default"} onClick={choose} loading={busy}>
            {t("drop.choose")}
          </Button>
          {children}
        </div>
      )}
      {over && (
        <div className={classes.curtain} aria-hidden="true">
          {t("drop.letGo")}
        </div>
      )}
    </>
  );
}
