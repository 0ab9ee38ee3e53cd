import { useTranslation } from "react-i18next";
import type { ImportResult } from "#imports/contract.ts";
import { useFormat } from "#web/lib/format.ts";
import { Label } from "#web/ui/Chip.tsx";
import { BoardAfter } from "./BoardAfter.tsx";
import { FiguresAfter } from "./FiguresAfter.tsx";
import { RowTabs } from "./RowTabs.tsx";
import { useSentences } from "./sentences.ts";
import classes from "./imports.module.css";

const counted = ["created", "updated", "unchanged", "joined", "refused"] as const;

/** What an import would do, or did: said plainly, then by kind, on the board, in the numbers, and row by row. */
export function ResultView({ importId, result, planned }: { importId: string; result: ImportResult; planned: boolean }) {
  const sentences = useSentences(result, planned);
  return (
    <>
      <div className={classes.sentences}>
        <p className={classes.sentence}>{sentences.lead}</p>
        {sentences.rest.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Strip result={result} />
      <Adds adds={result.adds} planned={planned} />
      <BoardAfter board={result.board} planned={planned} />
      <FiguresAfter figures={result.figures} planned={planned} />
      <RowTabs importId={importId} result={result} planned={planned} />
    </>
  );
}

/** New, updated, unchanged, joined, refused: a line for each kind. */
function Strip({ result }: { result: ImportResult }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  return (
    <table className={classes.strip}>
      <caption className={classes.said}>{t("strip.label")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("strip.kind")}</th>
          <th scope="col">{t("strip.rows")}</th>
          {counted.map((name) => (
            <th key={name} scope="col">
              {t(`strip.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {result.kinds.map((kind) => (
          <tr key={kind.kind}>
            <th scope="row">{t(`kind.${kind.kind}`)}</th>
            <td data-label={t("strip.rows")}>{format.number(kind.rows)}</td>
            {counted.map((name) => (
              <td
                key={name}
                data-label={t(`strip.${name}`)}
                data-zero={kind[name] === 0 || undefined}
                className={name === "refused" && kind.refused > 0 ? classes.amber : undefined}
              >
                {format.number(kind[name])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shownNames = 12;

function Adds({ adds, planned }: { adds: ImportResult["adds"]; planned: boolean }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  if (!adds.pipeline && adds.stages.length === 0 && adds.people.length === 0) return null;
  const names = (list: string[]) => (
    <>
      {list.slice(0, shownNames).map((name) => (
        <Label key={name}>{name}</Label>
      ))}
      {list.length > shownNames && <span className={classes.dim}>{t("adds.more", { n: format.number(list.length - shownNames) })}</span>}
    </>
  );
  return (
    <dl className={classes.adds} aria-label={t(planned ? "adds.will" : "adds.did")}>
      {adds.pipeline && (
        <div>
          <dt>{t("adds.pipeline")}</dt>
          <dd>{names([adds.pipeline])}</dd>
        </div>
      )}
      {adds.stages.length > 0 && (
        <div>
          <dt>{t("adds.stages")}</dt>
          <dd>{names(adds.stages)}</dd>
        </div>
      )}
      {adds.people.length > 0 && (
        <div>
          <dt>{t("adds.people", { count: adds.people.length, n: format.number(adds.people.length) })}</dt>
          <dd>{names(adds.people)}</dd>
        </div>
      )}
    </dl>
  );
}
