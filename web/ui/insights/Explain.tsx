import { Popover } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./insights.module.css";

type Props = {
  /** What is explained. */ name: string;
  /** What the figure means, in a sentence. */ meaning: string;
  /** How it is worked out. */ formula: string;
  /** Period, n, undecided, range, method, the naive number … */ facts: readonly (readonly [term: string, value: ReactNode])[];
};

/** "How this is computed", behind a small i beside a figure. */
export function Explain({ name, meaning, formula, facts }: Props) {
  const { t } = useTranslation("scope");
  return (
    <Popover width={340} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <button type="button" className={classes.how} aria-label={t("explain.open", { name })}>
          <IconInfoCircle size={15} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.explain} tabIndex={-1} data-autofocus>
        <p className={classes.meaning}>{meaning}</p>
        <p className={classes.formula}>{formula}</p>
        <dl className={classes.facts}>
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
