import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { BackupWire, BackupsAnswer } from "#exports/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { Label } from "#web/ui/Chip.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { FormError } from "#web/ui/FormError.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { backupsQuery, useBackUp } from "./api.ts";
import classes from "./exports.module.css";

const tones = { good: "teal", running: "amber", failed: "red", broken_off: "red" } as const;

/** When the last backups were made, how large they are, whether they are good; and one now. */
export function Backups() {
  const { t } = useTranslation("exports");
  const text = useErrorText();
  const { data, error, refetch } = useQuery(backupsQuery);
  const backUp = useBackUp();
  return (
    <section className={classes.section} aria-labelledby="backups">
      <h2 id="backups">{t("backups.title")}</h2>
      <p>{t("backups.text")}</p>
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <LoadingRows rows={3} />}
      {data && (
        <>
          <p className={classes.dim}>{data.nightly ? t("backups.nightly", { days: data.days, weeks: data.weeks }) : t("backups.off")}</p>
          <Trouble {...data} />
          <Button variant="default" loading={backUp.isPending || data.running} onClick={() => backUp.mutate()}>
            {t("backups.now")}
          </Button>
          {backUp.isError && <FormError>{text(backUp.error)}</FormError>}
          {data.backups.length === 0 ? (
            <p className={classes.empty}>{t(data.nightly ? "backups.empty" : "backups.emptyOff")}</p>
          ) : (
            <List backups={data.backups} />
          )}
        </>
      )}
    </section>
  );
}

function List({ backups }: { backups: readonly BackupWire[] }) {
  const { t } = useTranslation("exports");
  const format = useFormat();
  return (
    <table className={classes.rows}>
      <caption>{t("backups.list")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("backups.when")}</th>
          <th scope="col" className={classes.aside}>
            {t("backups.kind")}
          </th>
          <th scope="col">{t("backups.size")}</th>
          <th scope="col">{t("backups.state")}</th>
        </tr>
      </thead>
      <tbody>
        {backups.map(({ id, startedAt, nightly, bytes, state }) => (
          <tr key={id}>
            <td>{format.dateTime(startedAt)}</td>
            <td className={`${classes.dim} ${classes.aside}`}>{t(nightly ? "backups.byNight" : "backups.byHand")}</td>
            <td className={classes.number}>
              {bytes === null ? "" : t("backups.megabytes", { number: format.number(Math.max(0.1, bytes / 1e6), 1) })}
            </td>
            <td>
              <Label tone={tones[state]}>{t(`backups.states.${state}`)}</Label>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The newest one did not work out: said where nobody can miss it. */
function Trouble({ backups, running }: BackupsAnswer) {
  const { t, i18n } = useTranslation(["exports", "errors"]);
  const newest = backups[0];
  if (running || !newest || newest.state === "good" || newest.state === "running") return null;
  const { error } = newest;
  const known = error !== null && i18n.exists(`errors:${error}`);
  return (
    <Alert color="red" title={t("backups.trouble")} className={classes.trouble!}>
      {error === null ? t("backups.brokenOff") : known ? t(`errors:${error}` as "errors:disk_nearly_full") : error}
    </Alert>
  );
}
