import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { address } from "./api.ts";
import { readFilter } from "./tokens/filter.ts";
import { BrokenPage } from "./pages/failures/broken-page.tsx";
import { MissingPage } from "./pages/failures/missing-page.tsx";
import { Administration } from "./pages/shell/administration.tsx";
import { Shell } from "./pages/shell/shell.tsx";
import { readReturnTo } from "./pages/sign-in/return-to.ts";
import { queryClient, sessionQuery } from "./queries.ts";
import { readTexts } from "./search-params.ts";

function goToAccessTokens(): never {
  throw redirect({ to: "/preferences/access-tokens" });
}

const root = createRootRoute({ component: Outlet });

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./pages/setup/setup-page.tsx"), "SetupPage"),
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

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    if (!(await queryClient.fetchQuery(sessionQuery))) {
      throw redirect({ to: "/signin", search: { returnTo: location.href } });
    }
  },
  component: Shell,
});

const home = createRoute({ getParentRoute: () => signedIn, path: "/", beforeLoad: goToAccessTokens });

const preferences = createRoute({
  getParentRoute: () => signedIn,
  path: "/preferences",
  beforeLoad: goToAccessTokens,
});

const accessTokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/preferences/access-tokens",
  validateSearch: readFilter,
  component: lazyRouteComponent(
    () => import("./pages/access-tokens/access-tokens-page.tsx"),
    "AccessTokensPage",
  ),
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

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    signedIn.addChildren([home, preferences, accessTokens, administration.addChildren([members])]),
  ]),
  basepath: new URL(address).pathname,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: MissingPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
