import { useTranslation } from "react-i18next";
import type { Plan } from "#imports/contract.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { Evidence } from "./Evidence.tsx";
import type { PlanParts } from "./PlanView.tsx";
import classes from "./imports.module.css";

type Join = Plan["joins"][number];

/** How the files belong together: which column of one names rows of another. */
export function Joins({ parts }: { parts: PlanParts }) {
  const { t } = useTranslation("imports");
  const { plan, beliefs, edit, change } = parts;
  const offers = beliefs.filter(
    ({ about, strength, value }) => strength === "offer" && about.startsWith("joins.") && !plan.joins.some((join) => same(join, value)),
  );
  if (plan.joins.length === 0 && offers.length === 0) return null;
  return (
    <section className={classes.part} aria-labelledby="import-joins">
      <h2 id="import-joins">{t("joins.title")}</h2>
      <ul className={classes.pairs}>
        {plan.joins.map((join, index) => (
          <li key={JSON.stringify(join)} className={classes.pair}>
            <JoinWords join={join} parts={parts} />
            <span className={classes.pairNote}>
              <Evidence beliefs={beliefs} about={`joins.${index}`} parts={{ ...parts, edit: false }} />
              {edit && (
                <Chip onClick={() => change({ ...plan, joins: plan.joins.filter((each) => each !== join) })}>{t("joins.part")}</Chip>
              )}
            </span>
          </li>
        ))}
        {offers.map(({ about, value }) => (
          <li key={about} className={classes.pair}>
            <JoinWords join={value as Join} parts={parts} />
            <span className={classes.pairNote}>
              <Evidence beliefs={beliefs} about={about} parts={{ ...parts, edit: false }} />
              {edit && <Chip onClick={() => change({ ...plan, joins: [...plan.joins, value as Join] })}>{t("joins.join")}</Chip>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function JoinWords({ join, parts: { files } }: { join: Join; parts: PlanParts }) {
  const name = (fileId: string, column: number) => {
    const file = files.find(({ id }) => id === fileId);
    return (
      <span className={classes.word}>
        {file?.columns[column]?.header} <span className={classes.dim}>{file?.name}</span>
      </span>
    );
  };
  return (
    <>
      {name(join.file, join.column)}
      <span className={classes.arrow} aria-hidden="true">
        =
      </span>
      {name(join.toFile, join.toColumn)}
    </>
  );
}

function same(join: Join, value: unknown): boolean {
  const other = value as Partial<Join> | undefined;
  return join.file === other?.file && join.column === other.column && join.toFile === other.toFile && join.toColumn === other.toColumn;
}
