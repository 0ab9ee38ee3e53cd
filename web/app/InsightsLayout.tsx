import { useDebouncedValue } from "@mantine/hooks";
import { useIsFetching } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "#web/lib/format.ts";
import { useScope } from "#web/lib/scope.ts";
import { useWorkspace } from "#web/lib/workspace.ts";
import { PageHeader } from "#web/ui/PageHeader.tsx";
import { MomentPicker } from "#web/ui/insights/MomentPicker.tsx";
import { ScopeBar } from "#web/ui/insights/ScopeBar.tsx";
import classes from "#web/ui/insights/insights.module.css";
import tabClasses from "#web/ui/tabs.module.css";

const tabs = [
  ["overview", "/w/$workspaceId/insights"],
  ["funnel", "/w/$workspaceId/insights/funnel"],
  ["jams", "/w/$workspaceId/insights/jams"],
  ["forecast", "/w/$workspaceId/insights/forecast"],
  ["trends", "/w/$workspaceId/insights/trends"],
  ["customers", "/w/$workspaceId/insights/customers"],
  ["chances", "/w/$workspaceId/insights/chances"],
] as const;

/** Around every page of Insights: its parts, and the one bar that narrows all their numbers. */
export function InsightsLayout() {
  const { t } = useTranslation("scope");
  const format = useFormat();
  const { id: workspaceId } = useWorkspace();
  const { search, set } = useScope();
  const past = search.asKnownOn ?? search.asOf;
  const working = useWorking();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the screen. `scrollIntoView` would let the next Tab begin here, past the link that skips to the content.
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (here) nav.current!.scrollLeft = here.offsetLeft - nav.current!.offsetLeft - (nav.current!.clientWidth - here.offsetWidth) / 2;
  }, [pathname]);
  return (
    <>
      <PageHeader
        title={t("title")}
        end={<MomentPicker value={search} onChange={(moment) => set({ asOf: undefined, asKnownOn: undefined, ...moment })} />}
      >
        <ScopeBar />
      </PageHeader>
      <nav ref={nav} className={tabClasses.tabs} aria-label={t("tabs.label")}>
        {tabs.map(([name, to]) => (
          <Link
            key={name}
            to={to}
            params={{ workspaceId }}
            search={search as never}
            className={tabClasses.tab}
            activeProps={{ className: tabClasses.here! }}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(`tabs.${name}`)}
          </Link>
        ))}
      </nav>
      {past && (
        <p className={classes.banner} role="status">
          {t(search.asKnownOn ? "asOf.bannerKnown" : "asOf.banner", { day: format.day(past) })}
        </p>
      )}
      <p className={classes.working} role="status">
        {working && t("working")}
      </p>
      <div className={classes.content} aria-busy={working}>
        <Outlet />
      </div>
    </>
  );
}

/**
 * Whether numbers of this scope are still being worked out. Pages keep those of the scope before in sight meanwhile, so all of them are
 * marked as passing here, in one place; what takes a moment only is not.
 */
function useWorking(): boolean {
  const waiting = useIsFetching({ predicate: ({ queryKey, state }) => shown.has(String(queryKey[0])) && state.data === undefined }) > 0;
  const [working] = useDebouncedValue(waiting, 250);
  return waiting && working;
}

const shown = new Set(["insights", "channel", "alerts"]);
