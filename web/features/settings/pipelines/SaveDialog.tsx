import { Button, Loader, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PipelineWire, Preview } from "#pipelines/contract.ts";
import { useErrorText } from "#web/lib/error-text.ts";
import { useFormat } from "#web/lib/format.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { FormError } from "#web/ui/FormError.tsx";
import { previewQuery, useSavePipeline } from "./api.ts";
import { bodyOf, type Draft } from "./draft.ts";
import classes from "./pipelines.module.css";

type Props = { draft: Draft; saved: PipelineWire; close: () => void; onSaved: () => void };

/** Before saving: what would be different, by the same rule that moves the deals. */
export function SaveDialog({ draft, saved, close, onSaved }: Props) {
  const { t } = useTranslation("pipelines");
  const { t: common } = useTranslation("common");
  const text = useErrorText();
  const body = bodyOf(draft, saved);
  const preview = useQuery(previewQuery(saved.id, body));
  const save = useSavePipeline(saved.id);
  return (
    <Modal opened onClose={close} title={t("preview.title")} size="lg">
      {preview.isPending && (
        <p role="status" className={classes.computing}>
          <Loader size={14} aria-hidden /> {t("preview.computing")}
        </p>
      )}
      {preview.isError && <FormError>{text(preview.error)}</FormError>}
      {preview.data && <Difference preview={preview.data} draft={draft} saved={saved} />}
      {save.isError && <FormError>{text(save.error)}</FormError>}
      <div className={classes.dialogEnd}>
        <Button variant="default" onClick={close}>
          {common("cancel")}
        </Button>
        <Button
          loading={save.isPending}
          disabled={!preview.data}
          onClick={() => {
            onSaved();
            save.mutate(body, { onSuccess: close });
          }}
        >
          {t("preview.save", { version: saved.version + 1 })}
        </Button>
      </div>
    </Modal>
  );
}

function Difference({ preview, draft, saved }: { preview: Preview; draft: Draft; saved: PipelineWire }) {
  const { t } = useTranslation("pipelines");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const { deals, different, moves, examples, sampled } = preview;
  const nameOf = (id: string) =>
    (id === "none" ? t("preview.nowhere") : undefined) ??
    draft.stages.find((stage) => stage.id === id)?.name ??
    saved.stages.find((stage) => stage.id === id)?.name ??
    id;
  return (
    <>
      <p className={classes.verdict}>
        {different === 0
          ? t("preview.same", { count: deals, deals: format.number(deals) })
          : t("preview.different", { count: deals, different: format.number(different), deals: format.number(deals) })}
      </p>
      {sampled && <p className={classes.hint}>{t("preview.sampled")}</p>}
      {moves.length > 0 && (
        <ul className={classes.moves}>
          {moves.map(({ from, to, count }) => (
            <li key={`${from} ${to}`}>
              <span>
                {nameOf(from)} → {nameOf(to)}
              </span>
              <span className="tabular">{format.number(count)}</span>
            </li>
          ))}
        </ul>
      )}
      {examples.length > 0 && (
        <p className={classes.hint}>
          {t("preview.examples")}{" "}
          {examples.slice(0, 5).map(({ dealId, name }, index) => (
            <span key={dealId}>
              {index > 0 && ", "}
              <Link to="/w/$workspaceId/deal/$dealId" params={{ workspaceId, dealId }} target="_blank">
                {name ?? t("preview.visitor")}
              </Link>
            </span>
          ))}
        </p>
      )}
      <p className={classes.hint}>{t("preview.note")}</p>
    </>
  );
}
