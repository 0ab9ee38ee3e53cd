import { useTranslation } from "react-i18next";
import type { ImportResult } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import classes from "./imports.module.css";

const highest = 64;
const bed = 3;

/** The board's stages before and after, as high as the root of what stands in them: the look of the channel, small. */
export function BoardAfter({ board, planned }: { board: ImportResult["board"]; planned: boolean }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const { currency } = useWorkspace();
  if (board.length === 0) return null;
  const most = Math.max(1, ...board.flatMap(({ before, after }) => [before.count, after.count]));
  const height = (count: number) => (count === 0 ? bed : Math.max(8, highest * Math.sqrt(count / most)));
  return (
    <section className={classes.part} aria-labelledby="import-board">
      <h2 id="import-board">{t(planned ? "board.will" : "board.did")}</h2>
      <ul className={classes.board} style={{ gridTemplateColumns: `repeat(${board.length}, minmax(0, 1fr))` }}>
        {board.map(({ stageId, name, before, after }) => (
          <li key={stageId} data-changed={before.count !== after.count || undefined}>
            <div className={classes.basins} aria-hidden="true">
              <span className={classes.after} style={{ height: height(after.count) }} />
              <span className={classes.before} style={{ height: height(before.count) }} />
            </div>
            <span className={classes.stageName}>{name}</span>
            <span className={classes.stageCount}>
              {before.count !== after.count && <span className={classes.dim}>{format.number(before.count)} → </span>}
              {format.number(after.count)}
            </span>
            <span className={classes.dim}>{after.sumMinor !== 0 ? format.wholeMoney(after.sumMinor, currency) : "\u00a0"}</span>
          </li>
        ))}
      </ul>
      <p className={classes.legend}>
        <span>
          <i data-key="before" /> {t("board.before")}
        </span>
        <span>
          <i data-key="after" /> {t("board.after")}
        </span>
      </p>
    </section>
  );
}
