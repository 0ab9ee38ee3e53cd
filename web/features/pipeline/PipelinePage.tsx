import { Button, Menu } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "#web/lib/workspace.ts";
import { Chip } from "#web/ui/Chip.tsx";
import { ErrorState } from "#web/ui/ErrorState.tsx";
import { MomentPicker } from "#web/ui/insights/MomentPicker.tsx";
import { LoadingRows } from "#web/ui/LoadingRows.tsx";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { pipelinesQuery } from "./api.ts";
import { BoardView, type Shown } from "./BoardView.tsx";
import { FilterBar, type SearchChange } from "./FilterBar.tsx";
import { parseSearch, pastOf } from "./search.ts";
import classes from "./Board.module.css";

const DealList = lazy(() => import("./DealList.tsx").then((file) => ({ default: file.DealList })));
const FilterSheet = lazy(() => import("./FilterSheet.tsx").then((file) => ({ default: file.FilterSheet })));
const NewDealDialog = lazy(() => import("./NewDealDialog.tsx").then((file) => ({ default: file.NewDealDialog })));

type Props = { pipelineId: string; openDeal: (dealId: string | undefined) => void };

/** The signature screen: the channel on top, the board or the list under it, everything in the address. */
export function PipelinePage({ pipelineId, openDeal }: Props) {
  const { t } = useTranslation(["pipeline", "deals"]);
  const workspace = useWorkspace();
  const navigate = useNavigate({ from: "/w/$workspaceId/pipeline/$pipelineId" });
  const router = useRouter();
  const raw = useSearch({ strict: false });
  const search = useMemo(() => parseSearch(raw), [raw]);
  const narrow = useMediaQuery("(max-width: 720px)") ?? false;
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState<Shown>();
  const { data, isPending, error, refetch } = useQuery(pipelinesQuery);

  const onSearch: SearchChange = (change, replace = false) => {
    void navigate({
      search: (old) =>
        Object.fromEntries(
          Object.entries(change(parseSearch(old))).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
        ),
      replace,
    });
  };
  const hrefOf = (dealId: string) =>
    router.buildLocation({ to: "/w/$workspaceId/deal/$dealId", params: { workspaceId: workspace.id, dealId } }).href;

  const pipeline = data?.pipelines.find(({ id }) => id === pipelineId);
  if (isPending) return <LoadingRows rows={12} />;
  if (error || !pipeline) return <ErrorState error={error} retry={() => void refetch()} />;

  const editable = workspace.can("deals.edit") && pastOf(search) === undefined;
  const list = search.view === "list";
  const title =
    data.pipelines.length > 1 ? (
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <button type="button" className={classes.switch}>
            {pipeline.name} <span aria-hidden="true">▾</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {data.pipelines.map((each) => (
            <Menu.Item key={each.id} onClick={() => void navigate({ params: (old) => ({ ...old, pipelineId: each.id }), search: {} })}>
              {each.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    ) : (
      pipeline.name
    );

  return (
    <div className={classes.page}>
      {narrow ? (
        <PageHeader
          title={title}
          end={
            <Suspense fallback={null}>
              {" "}
              <FilterSheet
                pipelineId={pipelineId}
                search={search}
                onSearch={onSearch}
                onCreate={editable ? () => setCreating(true) : undefined}
              />
            </Suspense>
          }
        />
      ) : (
        <PageHeader
          title={title}
          end={
            <>
              <MomentPicker
                value={search}
                shownAt={list ? undefined : shown?.at}
                onChange={(past) =>
                  onSearch((old) => ({ ...old, asOf: undefined, asKnownOn: undefined, ...past, view: past ? undefined : old.view }))
                }
              />
              <span role="group" aria-label={t("view.label")} className={classes.views}>
                <Chip
                  on={!list}
                  aria-pressed={!list}
                  onClick={() =>
                    onSearch((old) => ({ ...old, view: undefined, outcome: undefined, stage: undefined, sort: undefined, dir: undefined }))
                  }
                >
                  {t("view.board")}
                </Chip>
                <Chip
                  on={list}
                  aria-pressed={list}
                  onClick={() => onSearch((old) => ({ ...old, view: "list", asOf: undefined, asKnownOn: undefined }))}
                >
                  {t("view.list")}
                </Chip>
              </span>
              {editable && (
                <Button
                  size="compact-md"
                  variant={shown?.empty && !list ? "default" : "filled"}
                  className={classes.create}
                  onClick={() => setCreating(true)}
                >
                  {t("newDeal.title")}
                </Button>
              )}
            </>
          }
        >
          <FilterBar pipelineId={pipelineId} search={search} onSearch={onSearch} />
        </PageHeader>
      )}
      {list ? (
        <Suspense fallback={<LoadingRows rows={12} />}>
          <DealList pipeline={pipeline} search={search} onSearch={onSearch} editable={editable} hrefOf={hrefOf} onOpen={openDeal} />
        </Suspense>
      ) : (
        <BoardView
          pipeline={pipeline}
          search={search}
          onSearch={onSearch}
          editable={editable}
          narrow={narrow}
          hrefOf={hrefOf}
          onOpen={openDeal}
          onShown={setShown}
        />
      )}
      {creating && (
        <Suspense fallback={null}>
          <NewDealDialog
            pipeline={pipeline}
            onClose={() => setCreating(false)}
            onCreated={(id) => {
              setCreating(false);
              openDeal(id);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
