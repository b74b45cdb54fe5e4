import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { expectFault, expectFocus, expectTexts } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { testLooks } from "./harness/looks.ts";
import { rowOf, signIn } from "./harness/page.ts";
import { ADMIN, MEMBER, type Person } from "./harness/people.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();

async function openPreferences(person: Person, name: string): Promise<Page> {
  const { page } = await house.openAs(person);
  await goTo(page, name);
  return page;
}

async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Preferences" }).getByRole("link", { name }).click();
  await page.getByRole("heading", { name }).waitFor();
}

test.each([
  ["owner", OWNER],
  ["admin", ADMIN],
  ["member", MEMBER],
])(
  "an %s finds Access Tokens first, then Profile, Password, Two-step verification and Sessions",
  async (_, person) => {
    const { page } = await house.openAs(person);
    await page.getByRole("button", { name: /User menu of/ }).click();
    await page.getByRole("menuitem", { name: "Preferences" }).click();
    await page.getByRole("heading", { name: "Access Tokens" }).waitFor();
    const pages = page.getByRole("navigation", { name: "Preferences" }).getByRole("link");
    await expect
      .poll(() => pages.allInnerTexts())
      .toEqual(["Access Tokens", "Profile", "Password", "Two-step verification", "Sessions"]);
    for (const name of ["Profile", "Password", "Two-step verification", "Sessions"]) {
      await goTo(page, name);
      await expect
        .poll(() => page.locator("nav[aria-label=Preferences] [aria-current=page]").innerText())
        .toBe(name);
    }
  },
);

test("a changed name is shown at once, and a blank one is refused at its field", async () => {
  const page = await openPreferences(ADMIN, "Profile");
  await expect.poll(() => page.getByLabel("E-mail").inputValue()).toBe(ADMIN.email);
  await page.getByLabel("Name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expectFault(page.getByLabel("Name"), /Enter your name\./);
  await page.getByLabel("Name").fill("Renamed admin");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Profile successfully changed").waitFor();
  await page.getByRole("button", { name: "User menu of Renamed admin" }).waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
});

test("a changed password leaves tokens and this session alone and ends the other sessions", async () => {
  const { value } = await generateToken(house.url, { name: "stays" }, MEMBER);
  const elsewhere = await openPreferences(MEMBER, "Profile");
  const page = await openPreferences(MEMBER, "Password");
  await page.getByText("Your access tokens stay as they are. Your sessions in other browsers end.").waitFor();
  const [current, fresh] = [page.getByLabel("Current password"), page.getByLabel("New password")];
  const submit = page.getByRole("button", { name: "Change password" });

  await current.fill("not my password");
  await fresh.fill("another-Willow-63-sail");
  await submit.click();
  await expectFault(current, /This is not your current password\./);
  await current.fill(MEMBER.password);
  await fresh.fill("too short");
  await submit.click();
  await expectFault(fresh, /must have at least 12 characters/i);
  await fresh.fill("another-Willow-63-sail");
  await submit.click();
  await page.getByText("Password successfully changed").waitFor();
  await expect.poll(() => current.inputValue()).toBe("");

  expect((await callWith(value, house.url)).status).toBe(200);
  await goTo(page, "Sessions");
  await rowOf(page, "This browser").waitFor();
  await elsewhere.reload();
  await elsewhere.getByRole("button", { name: "Sign in" }).waitFor();
  await signIn(elsewhere, { email: MEMBER.email, password: "another-Willow-63-sail" });
});

test("sessions are listed with this browser marked; another one is ended by its button, all by one", async () => {
  const elsewhere = await openPreferences(OWNER, "Profile");
  const page = await openPreferences(OWNER, "Sessions");
  await expectTexts(rowOf(page, "This browser"), "Chrome on Linux", "127.0.0.1");
  await expect.poll(() => rowOf(page, "This browser").getByRole("button").count()).toBe(0);

  const others = page.getByRole("button", { name: "End the session of Chrome on Linux at 127.0.0.1" });
  for (let left = await others.count(); left > 0; left--) {
    await others.first().click();
    await expect.poll(() => others.count()).toBe(left - 1);
  }
  await page.getByText("Session successfully ended").first().waitFor();
  await elsewhere.reload();
  await elsewhere.getByRole("button", { name: "Sign in" }).waitFor();

  await signIn(elsewhere);
  const everywhere = page.getByRole("button", { name: "Sign out everywhere" });
  await everywhere.click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expectFocus(everywhere);
  await everywhere.click();
  const dialog = page.getByRole("dialog", { name: "Sign out everywhere" });
  await expect.poll(() => dialog.textContent()).toContain("Every session ends, this one too.");
  await dialog.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await elsewhere.reload();
  await elsewhere.getByRole("button", { name: "Sign in" }).waitFor();
});

testLooks({
  where: () => house,
  as: OWNER,
  path: "/preferences/profile",
  states: {
    "the profile": (page) => page.getByLabel("Name").waitFor(),
    "the password": (page) => goTo(page, "Password"),
    "the password with faults": async (page) => {
      await goTo(page, "Password");
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByText("Enter your current password.").waitFor();
    },
    "the sessions": async (page) => {
      await goTo(page, "Sessions");
      await page.getByText("This browser").waitFor();
    },
    "the question before signing out everywhere": async (page) => {
      await goTo(page, "Sessions");
      await page.getByRole("button", { name: "Sign out everywhere" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
});
