import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import classes from "./Board.module.css";

/** The board's own outline while it loads: the stages are known, their cards are on the way. */
export function BoardSkeleton({ stages, narrow }: { stages: readonly { id: string; name: string; meaning: string }[]; narrow: boolean }) {
  const { t } = useTranslation("common");
  if (narrow) return <LoadingRows rows={9} />;
  return (
    <div className={classes.sideways} role="status" aria-label={t("loading")}>
      <div className={classes.stream}>
        <Skeleton height={16} width="44%" radius="xs" mt={18} />
        <Skeleton height={112} radius="sm" mt={16} mb={44} />
        <div className={classes.board}>
          {stages.map((stage, column) => (
            <div key={stage.id} className={classes.column}>
              <div className={classes.head}>
                <div className={classes.title}>
                  <span>{stage.name}</span>
                </div>
                <p className={classes.meaning}>{stage.meaning}</p>
              </div>
              {Array.from({ length: 6 - (column % 3) }, (_, index) => (
                <div key={index} className={classes.ghost} style={{ borderTop: "1px solid var(--hair)", height: 54 }}>
                  <i style={{ width: `${72 - ((index * 17 + column * 5) % 34)}%` }} />
                  <i style={{ width: `${52 - ((index * 11 + column * 3) % 24)}%` }} />
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
