import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { address } from "./api.ts";
import { readAuditFilter } from "./pages/audit/filter.ts";
import { readRequest } from "./pages/command-line/request.ts";
import { BrokenPage } from "./pages/failures/broken-page.tsx";
import { MissingPage } from "./pages/failures/missing-page.tsx";
import { PreferencesFrame } from "./pages/preferences/preferences-frame.tsx";
import { Administration } from "./pages/shell/administration.tsx";
import { Shell } from "./pages/shell/shell.tsx";
import { readReturnTo } from "./pages/sign-in/return-to.ts";
import { type CameFrom, cameFrom } from "./pages/token/came-from.ts";
import { enterProject, queryClient, sessionQuery } from "./queries.ts";
import { readTexts } from "./search-params.ts";
import { readFilter, readProjectFilter } from "./tokens/filter/filter.ts";
import { readPrefill } from "./tokens/generate/prefill.ts";

function goToAccessTokens(): never {
  throw redirect({ to: "/preferences/access-tokens" });
}

const root = createRootRoute({ component: Outlet });

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./pages/setup/setup-page.tsx"), "SetupPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("./pages/invitation/invitation-page.tsx"), "InvitationPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  validateSearch: readReturnTo,
  beforeLoad: async ({ search }) => {
    // Sent here by a page that knows that nobody is signed in: no need to ask again.
    if (search.returnTo === undefined && (await queryClient.fetchQuery(sessionQuery))) {
      goToAccessTokens();
    }
  },
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-in-page.tsx"), "SignInPage"),
});

/** Where an identity provider sends whoever has been there. */
const signInReturn = createRoute({
  getParentRoute: () => root,
  path: "/signin/return",
  component: lazyRouteComponent(() => import("./pages/sign-in/return-page.tsx"), "ReturnPage"),
});

async function sendToSignIn({ location }: { location: { href: string } }): Promise<void> {
  if (await queryClient.fetchQuery(sessionQuery)) return;
  throw redirect({ to: "/signin", search: { returnTo: location.href } });
}

/** Where a command line sends whoever is to agree that it signs in. */
const commandLine = createRoute({
  getParentRoute: () => root,
  path: "/command-line",
  beforeLoad: sendToSignIn,
  loader: ({ location }) => readRequest(location.searchStr),
  component: lazyRouteComponent(
    () => import("./pages/command-line/command-line-page.tsx"),
    "CommandLinePage",
  ),
});

const apiReference = createRoute({
  getParentRoute: () => root,
  path: "/docs",
  component: lazyRouteComponent(
    () => import("./pages/api-reference/api-reference-page.tsx"),
    "ApiReferencePage",
  ),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: sendToSignIn,
  component: Shell,
});

const home = createRoute({ getParentRoute: () => signedIn, path: "/", beforeLoad: goToAccessTokens });

/** A link that fills the Generate Token dialog in. Its parts leave the address at once. */
const newToken = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens/new",
  beforeLoad: ({ location }) => {
    const state = { prefill: readPrefill(location.searchStr) };
    throw redirect({ to: "/preferences/access-tokens", state, replace: true });
  },
});

const preferences = createRoute({
  getParentRoute: () => signedIn,
  path: "/preferences",
  component: PreferencesFrame,
});

const preferencesHome = createRoute({
  getParentRoute: () => preferences,
  path: "/",
  beforeLoad: goToAccessTokens,
});

const accessTokens = createRoute({
  getParentRoute: () => preferences,
  path: "/access-tokens",
  validateSearch: readFilter,
  component: lazyRouteComponent(
    () => import("./pages/access-tokens/access-tokens-page.tsx"),
    "AccessTokensPage",
  ),
});

const profile = createRoute({
  getParentRoute: () => preferences,
  path: "/profile",
  staticData: { withoutProject: true },
  component: lazyRouteComponent(() => import("./pages/preferences/profile-page.tsx"), "ProfilePage"),
});

const password = createRoute({
  getParentRoute: () => preferences,
  path: "/password",
  staticData: { withoutProject: true },
  component: lazyRouteComponent(() => import("./pages/preferences/password-page.tsx"), "PasswordPage"),
});

const secondFactor = createRoute({
  getParentRoute: () => preferences,
  path: "/two-step-verification",
  staticData: { withoutProject: true },
  component: lazyRouteComponent(
    () => import("./pages/preferences/second-factor-page.tsx"),
    "SecondFactorPage",
  ),
});

const sessions = createRoute({
  getParentRoute: () => preferences,
  path: "/sessions",
  staticData: { withoutProject: true },
  component: lazyRouteComponent(() => import("./pages/preferences/sessions-page.tsx"), "SessionsPage"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/project/settings",
  component: lazyRouteComponent(() => import("./pages/settings/settings-page.tsx"), "SettingsPage"),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: "/projects",
  staticData: { withoutProject: true },
  component: lazyRouteComponent(() => import("./pages/projects/projects-page.tsx"), "ProjectsPage"),
});

const administration = createRoute({
  getParentRoute: () => signedIn,
  id: "administration",
  component: Administration,
});

const members = createRoute({
  getParentRoute: () => administration,
  path: "/project/members",
  validateSearch: (search) => readTexts(search, "search"),
  component: lazyRouteComponent(() => import("./pages/members/members-page.tsx"), "MembersPage"),
});

const projectTokens = createRoute({
  getParentRoute: () => administration,
  path: "/project/tokens",
  validateSearch: readProjectFilter,
  component: lazyRouteComponent(
    () => import("./pages/project-tokens/project-tokens-page.tsx"),
    "ProjectTokensPage",
  ),
});

const serviceAccounts = createRoute({
  getParentRoute: () => administration,
  path: "/project/service-accounts",
  validateSearch: (search) => readTexts(search, "search"),
  component: lazyRouteComponent(
    () => import("./pages/service-accounts/service-accounts-page.tsx"),
    "ServiceAccountsPage",
  ),
});

const serviceAccount = createRoute({
  getParentRoute: () => administration,
  path: "/project/service-accounts/$id",
  validateSearch: readFilter,
  component: lazyRouteComponent(
    () => import("./pages/service-accounts/service-account-page.tsx"),
    "ServiceAccountPage",
  ),
});

const audit = createRoute({
  getParentRoute: () => administration,
  path: "/project/audit",
  validateSearch: readAuditFilter,
  component: lazyRouteComponent(() => import("./pages/audit/audit-page.tsx"), "AuditPage"),
});

const verifiers = createRoute({
  getParentRoute: () => administration,
  path: "/project/verifiers",
  component: lazyRouteComponent(() => import("./pages/verifiers/verifiers-page.tsx"), "VerifiersPage"),
});

const token = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens/$id",
  validateSearch: (search) => readTexts(search, "project"),
  beforeLoad: async ({ search }): Promise<{ cameFrom: CameFrom }> => {
    await enterProject(search.project);
    return { cameFrom: cameFrom(router.state.resolvedLocation) };
  },
  component: lazyRouteComponent(() => import("./pages/token/token-page.tsx"), "TokenPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    invitation,
    signIn,
    signInReturn,
    commandLine,
    apiReference,
    signedIn.addChildren([
      home,
      newToken,
      preferences.addChildren([preferencesHome, accessTokens, profile, password, secondFactor, sessions]),
      administration.addChildren([projectTokens, serviceAccounts, serviceAccount, members, verifiers, audit]),
      token,
      settings,
      projects,
    ]),
  ]),
  basepath: new URL(address).pathname,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: MissingPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Concerns the person or the installation, so that it is there for somebody without a project too. */
    withoutProject?: boolean;
  }
}
