import { Outlet, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Permission } from "#workspaces/contract.ts";
import { LiveProvider } from "#web/lib/live.ts";
import { useMe } from "#web/lib/me.ts";
import { WorkspaceContext } from "#web/lib/workspace.ts";
import { BottomBar } from "./BottomBar.tsx";
import { DemoStrip } from "./DemoStrip.tsx";
import { Navigation } from "./Navigation.tsx";
import { Waiting } from "./Root.tsx";
import classes from "./shell.module.css";

const loadPalette = () => import("#web/features/search/SearchPalette.tsx").then((file) => ({ default: file.SearchPalette }));
const SearchPalette = lazy(loadPalette);
const ImportUnderWay = lazy(() => import("#web/features/imports/ImportUnderWay.tsx").then((file) => ({ default: file.ImportUnderWay })));
const quietMs = 1_500;

/** Navigation around every page of a workspace, its live line, and the search palette. */
export function WorkspaceShell() {
  const { workspaceId } = useParams({ from: "/w/$workspaceId" });
  const { t } = useTranslation("common");
  const me = useMe();
  const [searching, setSearching] = useState<boolean>();
  useSearchKey(() => setSearching(true));
  // it stands ready once the page does, so that no letter typed after ⌘K is lost to loading
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().then(() => setSearching((now) => now ?? false)), quietMs);
    return () => clearTimeout(timer);
  }, []);

  const workspace = useMemo(() => {
    const found = me?.workspaces.find(({ id }) => id === workspaceId);
    const held = new Set<Permission>(me?.permissions[workspaceId]);
    return found && { ...found, can: (permission: Permission) => held.has(permission) };
  }, [me, workspaceId]);

  if (!me || !workspace) return <Waiting />;
  return (
    <WorkspaceContext value={workspace}>
      <LiveProvider workspaceId={workspaceId} key={workspaceId}>
        <a href="#content" className={classes.skip}>
          {t("skip")}
        </a>
        <div className={classes.shell}>
          <Navigation me={me} openSearch={() => setSearching(true)} />
          <div className={classes.page}>
            {workspace.kind === "demo" && <DemoStrip me={me} />}
            {searching !== undefined && workspace.can("sources.view") && (
              <Suspense fallback={null}>
                <ImportUnderWay />
              </Suspense>
            )}
            <main id="content" tabIndex={-1} className={classes.content}>
              <Suspense fallback={<Waiting />}>
                <Outlet />
              </Suspense>
            </main>
          </div>
          <BottomBar me={me} openSearch={() => setSearching(true)} />
        </div>
        {searching !== undefined && (
          <Suspense fallback={null}>
            <SearchPalette opened={searching} close={() => setSearching(false)} />
          </Suspense>
        )}
      </LiveProvider>
    </WorkspaceContext>
  );
}

function useSearchKey(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  });
}
