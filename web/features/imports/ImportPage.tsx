import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "#imports/contract.ts";
import { ApiError } from "#web/lib/api.ts";
import { EmptyState } from "#web/ui/EmptyState.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { useImport } from "./api.ts";
import { CheckedView } from "./CheckedView.tsx";
import { EndView } from "./EndView.tsx";
import { PlanView } from "./PlanView.tsx";
import { underWay } from "./states.ts";
import { WorkView } from "./WorkView.tsx";
import classes from "./imports.module.css";

const from = "/w/$workspaceId/settings/files/$importId";

/** One import from the first file to its undoing: what is believed, the dry run, the work, what came of it. */
export function ImportPage() {
  const { t } = useTranslation("imports");
  const { importId } = useParams({ from });
  const { data, error, refetch } = useImport(importId);
  if (error instanceof ApiError && error.status === 404) return <EmptyState title={t("gone")} />;
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingRows />;
  return <Import key={importId} detail={data} />;
}

type View = "plan" | "work" | "checked" | "end";

function viewOf({ state }: ImportDetail, step: string | undefined): View {
  if (underWay(state)) return "work";
  if (state === "draft") return "plan";
  if (state === "checked") return step === "plan" ? "plan" : "checked";
  return step === "plan" && state === "failed" ? "plan" : "end";
}

function Import({ detail }: { detail: ImportDetail }) {
  const { step } = useSearch({ from });
  const navigate = useNavigate({ from });
  const view = viewOf(detail, step);
  const toPlan = (on: boolean) => void navigate({ search: on ? { step: "plan" } : {}, replace: !on });
  const top = useFocusOnChange(view);
  useFreshAfterWork(view);
  return (
    <div className={classes.page} ref={top} tabIndex={-1}>
      <Announce detail={detail} />
      {view === "plan" && (
        <PlanView detail={detail} toResult={detail.state === "checked" ? () => toPlan(false) : undefined} leave={() => toPlan(false)} />
      )}
      {view === "work" && <WorkView detail={detail} />}
      {view === "checked" && <CheckedView detail={detail} toPlan={() => toPlan(true)} />}
      {view === "end" && <EndView detail={detail} toPlan={() => toPlan(true)} />}
    </div>
  );
}

/** When one view gives way to the next, the button that had focus is gone; the page itself takes it, so that reading goes on at its top. */
function useFocusOnChange(view: View) {
  const top = useRef<HTMLDivElement>(null);
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost) top.current?.focus();
  }, [view]);
  return top;
}

/** What an import made or took back shows on every page: nothing known before holds when it is done. */
function useFreshAfterWork(view: View): void {
  const client = useQueryClient();
  const before = useRef(view);
  useEffect(() => {
    if (before.current === "work" && view !== "work") void client.invalidateQueries();
    before.current = view;
  }, [view, client]);
}

const saidSteps = 10;

/** Says aloud what begins, how far it is in tenths, and how it ended. */
function Announce({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation("imports");
  const { state, progress } = detail;
  const share = progress && progress.of > 0 ? Math.floor((progress.done / progress.of) * saidSteps) * saidSteps : undefined;
  const said = share === undefined ? t(`said.${state}`) : t("said.progress", { what: t(`said.${state}`), percent: share });
  const [first] = useState(said);
  return (
    <div role="status" className={classes.said}>
      {said === first && !underWay(state) ? "" : said}
    </div>
  );
}
