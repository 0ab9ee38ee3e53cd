import { useTranslation } from "react-i18next";
import type { DuplicatePair } from "#people/duplicates/contract.ts";
import { useContactName } from "#web/lib/contact-name.ts";
import { useFormat } from "#web/lib/format.ts";
import { Label } from "#web/ui/Chip.tsx";
import { useReasonWords } from "./reason-words.ts";
import classes from "./duplicates.module.css";

type Props = { pairs: readonly DuplicatePair[]; here: string | undefined; choose: (key: string) => void; more: (() => void) | undefined };

export function keyOf({ one, other }: DuplicatePair): string {
  return `${one.id}.${other.id}`;
}

/** The open pairs, those of which most speaks for first. */
export function PairList({ pairs, here, choose, more }: Props) {
  const { t } = useTranslation("duplicates");
  const { t: common } = useTranslation("common");
  const words = useReasonWords();
  const nameOf = useContactName();
  const format = useFormat();
  return (
    <div className={classes.list}>
      <ul aria-label={t("pairs")}>
        {pairs.map((pair) => {
          const key = keyOf(pair);
          return (
            <li key={key}>
              <button
                type="button"
                data-pair={key}
                aria-current={key === here || undefined}
                className={key === here ? `${classes.pair} ${classes.here}` : classes.pair}
                onClick={() => choose(key)}
              >
                <span className={classes.names}>
                  <span>{nameOf(pair.one)}</span>
                  <span>{nameOf(pair.other)}</span>
                </span>
                <span className={classes.score}>{pair.sure ? <Label tone="teal">{t("sure")}</Label> : format.percent(pair.score)}</span>
                <span className={classes.why}>{words(pair.reasons).join(" · ")}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {more && (
        <button type="button" className={classes.moreButton} onClick={more}>
          {common("loadMore")}
        </button>
      )}
    </div>
  );
}
