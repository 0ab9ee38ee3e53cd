import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { JamsAnswer, Measure, MeasureCause } from "#insights/flow/contract.ts";
import { measuresQuery } from "./api.ts";
import type { Draft } from "./EditDialog.tsx";
import classes from "./jams.module.css";

type Props = { jams: JamsAnswer; canEdit: boolean; onUse: (kind: Draft["kind"], measure: Measure, stage: string | undefined) => void };

const causes: MeasureCause[] = ["conversion", "cycle", "capacity", "zombies", "mix", "cancelled"];

/** What may be done, for the causes found first; the whole library behind a choice. */
export function Measures({ jams, canEdit, onUse }: Props) {
  const { t, i18n } = useTranslation("jams");
  const { data } = useQuery(measuresQuery);
  const found = jams.jams.flatMap((jam) => jam.causes.map((cause) => ({ cause, stage: jam.stage, name: jam.name })));
  // What is named in the headline comes first.
  found.sort((a, b) => Number(jams.headline.includes(b.stage)) - Number(jams.headline.includes(a.stage)));
  if (jams.zombies.older > 0 && !found.some(({ cause }) => cause === "zombies")) found.push({ cause: "zombies", stage: "", name: "" });
  const [chosen, setChosen] = useState<string>();
  const keyOf = ({ cause, stage }: { cause: string; stage: string }) => `${cause}:${stage}`;
  const current = chosen ?? (found[0] ? keyOf(found[0]) : "conversion:");
  const [cause, stage] = current.split(":") as [MeasureCause, string];
  const shown = data?.filter((measure) => measure.cause === cause) ?? [];
  const language = i18n.language === "de" ? "de" : "en";
  return (
    <>
      <h2 className={classes.sentence}>
        {found.length > 0 ? t("measures.title") : t("measures.library")} <span>{t("measures.rest")}</span>
      </h2>
      <NativeSelect
        size="xs"
        mt={10}
        aria-label={t("measures.choose")}
        value={current}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          ...(found.length > 0
            ? [
                {
                  group: t("measures.found"),
                  items: found.map((one) => ({
                    value: keyOf(one),
                    label: one.name ? t("measures.at", { cause: t(`causes.${one.cause}`), name: one.name }) : t(`causes.${one.cause}`),
                  })),
                },
              ]
            : []),
          {
            group: t("measures.all"),
            items: causes
              .map((one) => ({ value: `${one}:`, label: t(`causes.${one}`) }))
              .filter(({ value }) => !found.some((one) => keyOf(one) === value)),
          },
        ]}
      />
      <ul className={classes.measures}>
        {shown.map((measure) => (
          <li key={measure.id}>
            <details>
              <summary>
                <b>{measure[language].title}</b> <span>{measure[language].fits}</span>
              </summary>
              <p>{measure[language].act}</p>
              <p className={classes.signText}>
                {t("sign")}: {measure[language].sign}
              </p>
              {canEdit && (
                <p className={classes.actions}>
                  <Button size="compact-sm" variant="default" onClick={() => onUse("task", measure, stage || undefined)}>
                    {t("measures.task")}
                  </Button>
                  <Button size="compact-sm" variant="subtle" onClick={() => onUse("change", measure, stage || undefined)}>
                    {t("measures.note")}
                  </Button>
                </p>
              )}
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}
