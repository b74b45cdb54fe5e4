import type { Page } from "playwright-core";
import { settle } from "../../e2e/harness/expectations.ts";
import { choose } from "../../e2e/harness/page.ts";
import { MEMBER, type Person } from "../../e2e/harness/people.ts";
import { connect, dialog, heading, nameServer, openGenerate, openMenu, row, showValue } from "./steps.ts";
import type { World } from "./world.ts";

/** One picture of the page: what it shows, where, and how to get there. */
export interface Shot {
  name: string;
  caption: string;
  path: string;
  /** From the address to the state; resolves when that is drawn. */
  reach: (page: Page, world: World) => Promise<unknown>;
  /** Who is signed in: the owner unless told otherwise; null = nobody. */
  as?: Person | null;
  /** Getting there changes tokens, which the next picture must not show. */
  changes?: true;
}

const TOKENS = "/preferences/access-tokens";

/** In the order of the tour, under its headings. */
export const SHOTS: Readonly<Record<string, readonly Shot[]>> = {
  "Your own tokens": [
    {
      name: "access-tokens",
      caption: "The list: numbers that filter, search, and what each token is up to",
      path: TOKENS,
      reach: row("nightly export"),
    },
    {
      name: "filters",
      caption: "Filters stand in the address, so that a view can be shared",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        await page.getByRole("button", { name: /^Filters/ }).click();
        await dialog(page);
      },
    },
    {
      name: "row-menu",
      caption: "What can be done to a token",
      path: TOKENS,
      reach: async (page) => {
        await row("nightly export")(page);
        await openMenu(page, "nightly export");
      },
    },
    {
      name: "empty",
      caption: "Before the first token",
      path: TOKENS,
      as: MEMBER,
      reach: (page) => page.getByText("No access tokens yet").waitFor(),
    },
    {
      name: "no-match",
      caption: "Nothing matches: what to do next",
      path: `${TOKENS}?search=nothing+like+it`,
      reach: (page) => page.getByText("No token matches").waitFor(),
    },
    {
      name: "bulk",
      caption: "Several at once",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        for (const name of ["weekly report", "stock check"]) await page.getByLabel(`Select ${name}`).check();
        await page.getByText("2 selected").waitFor();
      },
    },
    {
      name: "delete",
      caption: "Deleting says what that means",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        await choose(page, "nightly export", "Delete Token…");
        await dialog(page);
      },
    },
    {
      name: "revoked-notice",
      changes: true,
      caption: "Revoked: with the proof that it is refused",
      path: TOKENS,
      async reach(page) {
        await row("stock check")(page);
        await choose(page, "stock check", "Revoke");
        await page.getByText("User token successfully revoked").waitFor();
      },
    },
  ],
  "A new token": [
    {
      name: "generate",
      caption: "Lifetime, scopes, and what the token will be able to do",
      path: TOKENS,
      reach: openGenerate,
    },
    {
      name: "generate-options",
      caption: "What few tokens need: addresses and a rate limit",
      path: TOKENS,
      async reach(page) {
        await openGenerate(page);
        await page.getByRole("button", { name: "More options" }).click();
        const limit = page.getByLabel("Rate limit (optional)");
        await limit.fill("600");
        await settle(page);
        await page.getByRole("button", { name: "Generate", exact: true }).scrollIntoViewIfNeeded();
      },
    },
    {
      name: "calendar",
      caption: "The last day, chosen in a calendar",
      path: TOKENS,
      async reach(page) {
        await openGenerate(page);
        await page.getByRole("button", { name: "Choose the day in a calendar" }).click();
        await page.getByRole("button", { name: "Next month" }).waitFor();
      },
    },
    { name: "my-token", changes: true, caption: "Shown this once", path: TOKENS, reach: showValue },
    {
      name: "my-token-curl",
      changes: true,
      caption: "Ready lines, and a test of the token",
      path: TOKENS,
      async reach(page) {
        await showValue(page);
        await page.getByRole("tab", { name: "curl" }).click();
        await page.getByRole("button", { name: "Test this token" }).click();
        await page.getByText(/^Works:/).waitFor();
      },
    },
    {
      name: "leaving",
      changes: true,
      caption: "Closing asks until the value is stored",
      path: TOKENS,
      async reach(page) {
        await showValue(page);
        await page.keyboard.press("Escape");
        await page.getByText("Close without storing the value?").waitFor();
      },
    },
    {
      name: "rotate",
      caption: "A new value, and when the old one ends",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        await choose(page, "nightly export", "Rotate");
        await dialog(page);
      },
    },
  ],
  "One token": [
    {
      name: "token",
      caption: "Everything known of a token",
      path: TOKENS,
      async reach(page, { tokenId }) {
        await page.goto(`/tokens/${tokenId}`);
        await page.getByRole("img", { name: /in the last 30 days/ }).waitFor();
      },
    },
    {
      name: "token-use",
      caption: "Its use per day, and where it was used from",
      path: TOKENS,
      async reach(page, { tokenId }) {
        await page.goto(`/tokens/${tokenId}`);
        await page.getByRole("img", { name: /in the last 30 days/ }).waitFor();
        await page.getByRole("heading", { name: "History" }).scrollIntoViewIfNeeded();
      },
    },
  ],
  "The project": [
    {
      name: "project-tokens",
      caption: "Every token of the project",
      path: "/project/tokens",
      reach: row("nightly import"),
    },
    {
      name: "service-accounts",
      caption: "Accounts for machines",
      path: "/project/service-accounts",
      reach: row("Warehouse"),
    },
    {
      name: "service-account",
      caption: "A service account and its tokens",
      path: "/project/service-accounts",
      async reach(page) {
        await page.getByRole("link", { name: "Warehouse" }).first().click();
        await row("nightly import")(page);
      },
    },
    {
      name: "members",
      caption: "Who is here and what they may do",
      path: "/project/members",
      reach: row("admin@example.com"),
    },
    {
      name: "add-member",
      caption: "A new member",
      path: "/project/members",
      async reach(page) {
        await page.getByRole("button", { name: "Add member" }).click();
        await dialog(page);
      },
    },
    {
      name: "settings",
      caption: "The project's rules",
      path: "/project/settings",
      reach: (page) => page.getByLabel(/^API Access Token/).waitFor(),
    },
    {
      name: "settings-preview",
      caption: "What a change touches, before it is saved",
      path: "/project/settings",
      async reach(page) {
        await page.getByLabel(/^Maximum lifetime/).fill("60");
        await page.getByLabel(/^Default lifetime/).fill("30");
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByRole("dialog", { name: "Save these settings?" }).waitFor();
      },
    },
    {
      name: "verifiers",
      caption: "Who checks tokens, and what a revocation waits for",
      path: "/project/verifiers",
      async reach(page) {
        await nameServer(page, "tokens:4980");
        await page.getByText("tokens:4980").waitFor();
        await row("stock api")(page);
      },
    },
    {
      name: "audit",
      caption: "Who did what",
      path: "/project/audit?event=token",
      reach: (page) =>
        page
          .getByRole("button", { name: /^Details: / })
          .first()
          .waitFor(),
    },
    {
      name: "audit-details",
      caption: "One event, before and after",
      path: "/project/audit?event=settings.changed",
      async reach(page) {
        await page
          .getByRole("button", { name: /^Details: / })
          .first()
          .click();
        await dialog(page);
      },
    },
    {
      name: "projects",
      caption: "The projects of the installation",
      path: "/projects",
      reach: heading("Projects"),
    },
  ],
  Around: [
    {
      name: "sign-in",
      caption: "Signing in",
      path: "/signin",
      reach: (page) => page.getByLabel("E-mail").waitFor(),
      as: null,
    },
    {
      name: "connect",
      caption: "An account with a password is connected by it, once",
      path: "/",
      as: null,
      reach: connect,
    },
    {
      name: "set-up",
      caption: "The first start",
      path: "/signin",
      as: null,
      async reach(page, { setUpLink }) {
        await page.goto(setUpLink);
        await page.getByLabel("Project name").waitFor();
      },
    },
    {
      name: "invitation",
      caption: "Joining by an invitation",
      path: "/signin",
      as: null,
      async reach(page, { invitationLink }) {
        await page.goto(invitationLink);
        await page.getByLabel("Your name").waitFor();
      },
    },
    {
      name: "command-line",
      caption: "Agreeing that a command line signs in",
      path: `/command-line?port=1&state=s&challenge=${"K3vQ9x".padEnd(43, "0")}&name=command+line+on+laptop&lifetimeDays=30`,
      reach: (page) => page.getByText("K3vQ9x").waitFor(),
    },
    {
      name: "palette",
      caption: "Everything by keyboard: Ctrl K",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        await page.keyboard.press("Control+k");
        await page.getByPlaceholder("Where to, or what to do?").waitFor();
      },
    },
    {
      name: "help",
      caption: "The keys of the page: ?",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        await page.keyboard.press("?");
        await dialog(page);
      },
    },
    {
      name: "user-menu",
      caption: "Preferences, language, colour scheme",
      path: TOKENS,
      async reach(page) {
        await row("nightly export")(page);
        await page.getByRole("button", { name: /^User menu of/ }).click();
        await page.getByRole("menu").waitFor();
      },
    },
    { name: "profile", caption: "Profile", path: "/preferences/profile", reach: heading("Profile") },
    { name: "password", caption: "Password", path: "/preferences/password", reach: heading("Password") },
    {
      name: "sessions",
      caption: "Where one is signed in",
      path: "/preferences/sessions",
      reach: row("This browser"),
    },
  ],
};
