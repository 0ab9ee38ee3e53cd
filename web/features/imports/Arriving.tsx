import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportFile } from "#imports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { useRemoveFile } from "./api.ts";
import { dropUpload, type Upload } from "./uploads.ts";
import { useBytes, useReasonText } from "./words.ts";
import classes from "./imports.module.css";

type Props = { importId: string; files: ImportFile[]; uploads: Upload[]; edit: boolean };

/** Files on their way, files being read, and files that could not be, with what to do. */
export function Arriving({ importId, files, uploads, edit }: Props) {
  const { t } = useTranslation("imports");
  const sending = new Set(uploads.map(({ name }) => name));
  const here = files.filter(({ state, name }) => state !== "read" && !(state === "arriving" && sending.has(name)));
  if (uploads.length === 0 && here.length === 0) return null;
  return (
    <ul className={classes.arriving} aria-label={t("arriving.label")}>
      {uploads.map((upload) => (
        <Sending key={upload.key} upload={upload} />
      ))}
      {here.map((file) => (
        <Reading key={file.id} importId={importId} file={file} edit={edit} />
      ))}
    </ul>
  );
}

function Sending({ upload: { key, name, bytes, sent, error } }: { upload: Upload }) {
  const { t } = useTranslation("imports");
  const text = useErrorText();
  const size = useBytes();
  return (
    <li className={classes.arrival}>
      <span className={classes.arrivalName}>{name}</span>
      {error ? (
        <span className={classes.red} role="alert">
          {text(error)} {t("arriving.again")}
        </span>
      ) : (
        <span className={classes.dim}>
          {sent > 0 ? t("arriving.sent", { sent: size(sent), bytes: size(bytes) }) : t("arriving.waiting", { bytes: size(bytes) })}
        </span>
      )}
      <Chip onClick={() => dropUpload(key)} aria-label={t("arriving.stopOf", { name })}>
        {error ? t("arriving.dismiss") : t("arriving.stop")}
      </Chip>
      {!error && <Progress value={bytes > 0 ? (sent / bytes) * 100 : 0} size={4} className={classes.arrivalBar} aria-label={name} />}
    </li>
  );
}

function Reading({ importId, file, edit }: { importId: string; file: ImportFile; edit: boolean }) {
  const { t } = useTranslation("imports");
  const reason = useReasonText();
  const size = useBytes();
  const remove = useRemoveFile(importId);
  return (
    <li className={classes.arrival}>
      <span className={classes.arrivalName}>{file.name}</span>
      {file.state === "refused" ? (
        <span className={classes.amber}>{file.refusal ? reason(file.refusal.code, file.refusal.details) : t("arriving.refused")}</span>
      ) : (
        <span className={classes.dim}>{t(`arriving.${file.state}`, { bytes: size(file.bytes) })}</span>
      )}
      {edit && (
        <Chip onClick={() => remove.mutate(file.id)} disabled={remove.isPending} aria-label={t("file.removeOf", { name: file.name })}>
          {t("file.remove")}
        </Chip>
      )}
      {file.state === "reading" && <Progress value={100} animated size={4} className={classes.arrivalBar} aria-label={file.name} />}
    </li>
  );
}
