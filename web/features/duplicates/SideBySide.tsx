import { Button, Kbd, Radio } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ChoiceField, ReasonWire } from "#people/duplicates/contract.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import type { Keep } from "./api.ts";
import { useReasonWords } from "./reason-words.ts";
import { usePairKeys } from "./use-pair-keys.ts";
import classes from "./duplicates.module.css";

export type Choice = { field: ChoiceField; label: string; values: [string | null, string | null] };
export type Known = { label: string; values: [ReactNode, ReactNode] };

type Props = {
  titles: [ReactNode, ReactNode];
  choices: readonly Choice[];
  known: readonly Known[];
  reasons: readonly ReasonWire[];
  busy: boolean;
  merge: (keep: Keep) => void;
  setAside: () => void;
};

/** Two sides with what differs marked; where both say something different, one is chosen. `m` merges, `n` says that they are two. */
export function SideBySide({ titles, choices, known, reasons, busy, merge, setAside }: Props) {
  const { t } = useTranslation("duplicates");
  const { can } = useWorkspace();
  const words = useReasonWords();
  const [keep, setKeep] = useState<Keep>({});
  const editable = can("contacts.edit");
  const differing = choices.filter(({ values: [one, other] }) => one && other && one !== other);
  const all: Keep = Object.fromEntries(
    choices
      .filter(({ values }) => values[0] ?? values[1])
      .map(({ field, values }) => [field, keep[field] ?? (values[0] ? "this" : "other")]),
  );
  usePairKeys({ m: editable && !busy ? () => merge(all) : undefined, n: editable && !busy ? setAside : undefined });
  return (
    <section className={classes.both} aria-label={t("compare")}>
      <p className={classes.reasons}>{words(reasons).join(" · ")}</p>
      <div className={classes.heads}>
        <div className={classes.head}>
          <h2>{titles[0]}</h2>
          <span className={classes.dim}>{t("stays")}</span>
        </div>
        <div className={classes.head}>
          <h2>{titles[1]}</h2>
          <span className={classes.dim}>{t("goesUp")}</span>
        </div>
      </div>
      {choices.map((choice) => (
        <ChoiceLine
          key={choice.field}
          choice={choice}
          chosen={all[choice.field] ?? "this"}
          choose={editable ? (side) => setKeep({ ...keep, [choice.field]: side }) : undefined}
        />
      ))}
      {known.map(({ label, values }) => (
        <div key={label} className={classes.line} role="group" aria-label={label}>
          <span className={classes.field}>{label}</span>
          {values.map((value, index) => (
            <span key={index} className={classes.value}>
              {value || <span className={classes.dim}>–</span>}
            </span>
          ))}
        </div>
      ))}
      {editable && (
        <div className={classes.actions}>
          <Button loading={busy} onClick={() => merge(all)} rightSection={<Kbd className={classes.key!}>M</Kbd>}>
            {t("merge")}
          </Button>
          <Button variant="default" disabled={busy} onClick={setAside} rightSection={<Kbd className={classes.key!}>N</Kbd>}>
            {t("notSame")}
          </Button>
          <span className={classes.dim}>{differing.length > 0 ? t("differ", { count: differing.length }) : t("noneDiffer")}</span>
        </div>
      )}
    </section>
  );
}

function ChoiceLine({
  choice: { label, field, values },
  chosen,
  choose,
}: {
  choice: Choice;
  chosen: "this" | "other";
  choose: ((side: "this" | "other") => void) | undefined;
}) {
  const { t } = useTranslation("duplicates");
  const [one, other] = values;
  const differs = one !== null && other !== null && one !== other;
  if (!differs || !choose)
    return (
      <div className={differs ? `${classes.line} ${classes.differs}` : classes.line} role="group" aria-label={label}>
        <span className={classes.field}>
          {label} {differs && <span className={classes.mark}>{t("different")}</span>}
        </span>
        {values.map((value, index) => (
          <span key={index} className={classes.value}>
            {value ?? <span className={classes.dim}>–</span>}
          </span>
        ))}
      </div>
    );
  return (
    <div className={`${classes.line} ${classes.differs}`} role="radiogroup" aria-label={t("whichStays", { field: label })}>
      <span className={classes.field}>
        {label} <span className={classes.mark}>{t("different")}</span>
      </span>
      {(["this", "other"] as const).map((side, index) => (
        <Radio
          key={side}
          name={`keep-${field}`}
          className={classes.value!}
          checked={chosen === side}
          onChange={() => choose(side)}
          label={values[index]}
        />
      ))}
    </div>
  );
}
