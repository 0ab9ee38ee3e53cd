import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { api } from "#web/lib/api.ts";
import type { DealDetail } from "#deals/contract.ts";
import { enterSomewhere, enterWorkspace, firstPipeline, needsPerson } from "./enter.ts";
import { Crash, NotFound, Root, Waiting } from "./Root.tsx";
import {
  companiesSearch,
  contactsSearch,
  duplicatesSearch,
  importSearch,
  insightsSearch,
  logSearch,
  parseSearch,
  pipelineSearch,
  signInSearch,
  stringifySearch,
} from "./search-params.ts";

const root = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Crash });

const home = createRoute({ getParentRoute: () => root, path: "/", beforeLoad: enterSomewhere });
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("#web/features/welcome/WelcomePage.tsx"), "WelcomePage"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("#web/features/sign-in/SignInPage.tsx"), "SignInPage"),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation/$token",
  component: lazyRouteComponent(() => import("#web/features/sign-in/InvitationPage.tsx"), "InvitationPage"),
});

const workspace = createRoute({
  getParentRoute: () => root,
  path: "/w/$workspaceId",
  beforeLoad: ({ params, location }) => enterWorkspace(params.workspaceId, location.href),
  component: lazyRouteComponent(() => import("./WorkspaceShell.tsx"), "WorkspaceShell"),
});
/** What the address says is kept. */
async function toFirstPipeline({ params, search }: { params: { workspaceId: string }; search: ReturnType<typeof pipelineSearch> }) {
  const pipelineId = await firstPipeline();
  throw redirect({ to: "/w/$workspaceId/pipeline/$pipelineId", params: { ...params, pipelineId }, search, replace: true });
}
const workspaceHome = createRoute({
  getParentRoute: () => workspace,
  path: "/",
  validateSearch: pipelineSearch,
  beforeLoad: toFirstPipeline,
});
const pipelineHome = createRoute({
  getParentRoute: () => workspace,
  path: "/pipeline",
  validateSearch: pipelineSearch,
  beforeLoad: toFirstPipeline,
});
const pipeline = createRoute({
  getParentRoute: () => workspace,
  path: "/pipeline/$pipelineId",
  validateSearch: pipelineSearch,
  component: lazyRouteComponent(() => import("./PipelineRoute.tsx"), "PipelineRoute"),
});
/** A deal's own address: its pipeline with the drawer open. */
const deal = createRoute({
  getParentRoute: () => workspace,
  path: "/deal/$dealId",
  beforeLoad: async ({ params }) => {
    const { pipelineId } = await api.get<DealDetail>(`/api/deals/${params.dealId}`);
    throw redirect({
      to: "/w/$workspaceId/pipeline/$pipelineId",
      params: { workspaceId: params.workspaceId, pipelineId },
      search: { deal: params.dealId },
      replace: true,
    });
  },
});
const contacts = createRoute({
  getParentRoute: () => workspace,
  path: "/contacts",
  validateSearch: contactsSearch,
  component: lazyRouteComponent(() => import("#web/features/contacts/ContactsPage.tsx"), "ContactsPage"),
});
const contact = createRoute({
  getParentRoute: () => workspace,
  path: "/contacts/$contactId",
  component: lazyRouteComponent(() => import("./ContactRoute.tsx"), "ContactRoute"),
});
const duplicates = createRoute({
  getParentRoute: () => workspace,
  path: "/contacts/duplicates",
  validateSearch: duplicatesSearch,
  component: lazyRouteComponent(() => import("#web/features/duplicates/DuplicatesPage.tsx"), "DuplicatesPage"),
});
const companies = createRoute({
  getParentRoute: () => workspace,
  path: "/companies",
  validateSearch: companiesSearch,
  component: lazyRouteComponent(() => import("#web/features/companies/CompaniesPage.tsx"), "CompaniesPage"),
});
const company = createRoute({
  getParentRoute: () => workspace,
  path: "/companies/$companyId",
  component: lazyRouteComponent(() => import("./CompanyRoute.tsx"), "CompanyRoute"),
});
/** The third door of the first run. */
const importDoor = createRoute({
  getParentRoute: () => workspace,
  path: "/import",
  component: lazyRouteComponent(() => import("#web/features/imports/ImportDoor.tsx"), "ImportDoor"),
});
const insights = createRoute({
  getParentRoute: () => workspace,
  path: "/insights",
  validateSearch: insightsSearch,
  component: lazyRouteComponent(() => import("./InsightsLayout.tsx"), "InsightsLayout"),
});
const insightsHome = createRoute({
  getParentRoute: () => insights,
  path: "/",
  component: lazyRouteComponent(() => import("#web/features/insights/InsightsPage.tsx"), "InsightsPage"),
});
const insightsFunnel = createRoute({
  getParentRoute: () => insights,
  path: "/funnel",
  component: lazyRouteComponent(() => import("#web/features/funnel/FunnelPage.tsx"), "FunnelPage"),
});
const insightsJams = createRoute({
  getParentRoute: () => insights,
  path: "/jams",
  component: lazyRouteComponent(() => import("#web/features/jams/JamsPage.tsx"), "JamsPage"),
});
const insightsForecast = createRoute({
  getParentRoute: () => insights,
  path: "/forecast",
  component: lazyRouteComponent(() => import("#web/features/forecast/ForecastPage.tsx"), "ForecastPage"),
});
const insightsCustomers = createRoute({
  getParentRoute: () => insights,
  path: "/customers",
  component: lazyRouteComponent(() => import("#web/features/customers/CustomersPage.tsx"), "CustomersPage"),
});
const insightsChances = createRoute({
  getParentRoute: () => insights,
  path: "/chances",
  component: lazyRouteComponent(() => import("#web/features/chances/ChancesPage.tsx"), "ChancesPage"),
});
const insightsTrends = createRoute({
  getParentRoute: () => insights,
  path: "/trends",
  component: lazyRouteComponent(() => import("#web/features/trends/TrendsPage.tsx"), "TrendsPage"),
});

const settings = createRoute({
  getParentRoute: () => workspace,
  path: "/settings",
  component: lazyRouteComponent(() => import("#web/features/settings/SettingsLayout.tsx"), "SettingsLayout"),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("#web/features/settings/SettingsLayout.tsx"), "SettingsHome"),
});
const settingsPipelines = createRoute({
  getParentRoute: () => settings,
  path: "/pipelines",
  component: lazyRouteComponent(() => import("#web/features/settings/pipelines/PipelinesPage.tsx"), "PipelinesPage"),
});
const settingsPipeline = createRoute({
  getParentRoute: () => settings,
  path: "/pipelines/$pipelineId",
  component: lazyRouteComponent(() => import("#web/features/settings/pipelines/PipelinePage.tsx"), "PipelinePage"),
});
const settingsSources = createRoute({
  getParentRoute: () => settings,
  path: "/sources",
  component: lazyRouteComponent(() => import("#web/features/sources/SourcesPage.tsx"), "SourcesPage"),
});
const settingsNewSource = createRoute({
  getParentRoute: () => settings,
  path: "/sources/new",
  component: lazyRouteComponent(() => import("#web/features/sources/ConnectPage.tsx"), "ConnectPage"),
});
const settingsSource = createRoute({
  getParentRoute: () => settings,
  path: "/sources/$sourceId",
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import("#web/features/sources/SourcePage.tsx"), "SourcePage"),
});
/** Address, key and steps of a source again, waiting for its first event. */
const settingsConnect = createRoute({
  getParentRoute: () => settings,
  path: "/sources/$sourceId/connect",
  component: lazyRouteComponent(() => import("#web/features/sources/ConnectSourcePage.tsx"), "ConnectSourcePage"),
});
const settingsFiles = createRoute({
  getParentRoute: () => settings,
  path: "/files",
  component: lazyRouteComponent(() => import("./FilesSettings.tsx"), "FilesSettings"),
});
const settingsImport = createRoute({
  getParentRoute: () => settings,
  path: "/files/$importId",
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import("#web/features/imports/ImportPage.tsx"), "ImportPage"),
});
const settingsTeam = createRoute({
  getParentRoute: () => settings,
  path: "/team",
  component: lazyRouteComponent(() => import("#web/features/settings/TeamPage.tsx"), "TeamPage"),
});
const settingsKeys = createRoute({
  getParentRoute: () => settings,
  path: "/keys",
  component: lazyRouteComponent(() => import("#web/features/settings/KeysPage.tsx"), "KeysPage"),
});
const settingsWorkspace = createRoute({
  getParentRoute: () => settings,
  path: "/workspace",
  component: lazyRouteComponent(() => import("#web/features/settings/WorkspacePage.tsx"), "WorkspacePage"),
});
const settingsCurrencies = createRoute({
  getParentRoute: () => settings,
  path: "/currencies",
  component: lazyRouteComponent(() => import("#web/features/settings/CurrenciesPage.tsx"), "CurrenciesPage"),
});
const settingsAccount = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  beforeLoad: needsPerson,
  component: lazyRouteComponent(() => import("#web/features/settings/AccountPage.tsx"), "AccountPage"),
});

const routeTree = root.addChildren([
  home,
  welcome,
  signIn,
  invitation,
  workspace.addChildren([
    workspaceHome,
    pipelineHome,
    pipeline,
    deal,
    contacts,
    contact,
    duplicates,
    companies,
    company,
    insights.addChildren([
      insightsHome,
      insightsFunnel,
      insightsJams,
      insightsForecast,
      insightsTrends,
      insightsCustomers,
      insightsChances,
    ]),
    importDoor,
    settings.addChildren([
      settingsHome,
      settingsPipelines,
      settingsPipeline,
      settingsSources,
      settingsNewSource,
      settingsSource,
      settingsConnect,
      settingsFiles,
      settingsImport,
      settingsTeam,
      settingsKeys,
      settingsWorkspace,
      settingsCurrencies,
      settingsAccount,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: Waiting,
  defaultPendingMs: 300,
  defaultPendingMinMs: 0, // a page that has come is shown, however short the waiting was
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
