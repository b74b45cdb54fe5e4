import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { axeFindings, expectFault, expectFocus, expectTexts } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { testLooks } from "./harness/looks.ts";
import { choose, clipboard, rowOf, signIn } from "./harness/page.ts";
import { ADMIN, MEMBER, type Person } from "./harness/people.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();

async function openMembers(person: Person): Promise<Page> {
  const { page } = await house.openAs(person);
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  return page;
}

async function add(page: Page, person: { email: string; name: string; role?: string; password?: string }) {
  await page.getByRole("button", { name: "Add member" }).click();
  const dialog = page.getByRole("dialog", { name: "Add member" });
  await dialog.getByLabel("E-mail").fill(person.email);
  await dialog.getByLabel("Name").fill(person.name);
  if (person.role !== undefined) await dialog.getByRole("radio", { name: person.role }).check();
  await dialog.getByLabel("Password (optional)", { exact: true }).fill(person.password ?? "");
  await dialog.getByRole("button", { name: "Add member" }).click();
  return dialog;
}

/** Opens an entry of a member's menu and answers the dialog that it leads to. */
async function ask(page: Page, name: string, entry: string): Promise<Locator> {
  await choose(page, name, entry);
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  return dialog;
}

test("a member sees no Members in the side bar, and hears at its address that the page is not for them", async () => {
  const { page } = await house.openAs(MEMBER);
  await page.getByRole("link", { name: "Settings" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: "Members" }).count()).toBe(0);
  await page.goto("/project/members");
  await page.getByText("This page is not for you").waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test("each member's row tells role, rights to tokens, active tokens and status", async () => {
  await generateToken(house.url, { name: "nightly export" }, MEMBER);
  const page = await openMembers(OWNER);
  const may = "May generate";
  await expectTexts(rowOf(page, ADMIN.email), "Admin", may, "Inherit: owners and admins may", "0", "Active");
  await expectTexts(rowOf(page, MEMBER.email), "Member", may, "Allow: set for this member", "1");
  await expectTexts(rowOf(page, OWNER.email), "You");
});

test("a member's active tokens lead to them among the project's", async () => {
  const page = await openMembers(OWNER);
  await page.getByRole("link", { name: `1 active token of ${MEMBER.name}` }).click();
  await page.getByRole("heading", { name: "Project Tokens" }).waitFor();
  await rowOf(page, "nightly export").waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get("holder")).toBe(house.memberId);
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
});

test("the search stands in the address and says when nobody matches", async () => {
  const page = await openMembers(ADMIN);
  await page.getByLabel("Search members").fill("member@");
  await page.getByText("1 member", { exact: true }).waitFor();
  await expect.poll(() => page.url()).toContain("search=member");
  await page.getByLabel("Search members").fill("nobody like this");
  await page.getByText("No member matches").waitFor();
  await page.getByRole("button", { name: "Clear search" }).click();
  await page.getByText("3 members", { exact: true }).waitFor();
});

test("only an owner is offered to make owners, and an admin cannot change one", async () => {
  const page = await openMembers(ADMIN);
  await page.getByRole("button", { name: "Add member" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Admin" }).waitFor();
  await expect.poll(() => dialog.getByRole("radio").count()).toBe(2);
  await expectTexts(dialog, "Their own tokens, where the project allows it.");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expectFocus(page.getByRole("button", { name: "Add member" }));
  await page.getByRole("button", { name: "Actions for Owner" }).click();
  await page.getByRole("menuitem", { name: "Only an owner can change an owner" }).waitFor();
  await expect.poll(() => page.getByRole("menuitem").count()).toBe(1);
});

test("somebody new without a password gets a one-time link, shown once, that is copied by one click", async () => {
  const page = await openMembers(ADMIN);
  await add(page, { email: "new@example.com", name: "Somebody new" });
  const dialog = page.getByRole("dialog", { name: "Invitation link" });
  await expect.poll(() => dialog.textContent()).toContain("cannot be seen again after you close this");
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await dialog.getByText("Copied to the clipboard.").waitFor();
  const link = await clipboard(page);
  expect(link).toMatch(new RegExp(`^${house.url}/invitation#\\S{20,}$`));
  await dialog.getByRole("button", { name: "Done" }).click();
  await rowOf(page, "new@example.com").getByText("Invited").waitFor();
  expect(await page.content()).not.toContain(link.split("#")[1]);

  const again = await ask(page, "Somebody new", "New invitation link…");
  await expect.poll(() => again.textContent()).toContain("The link before it stops working.");
  await again.getByRole("button", { name: "Make a new link" }).click();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(() => clipboard(page)).not.toBe(link);
});

test("somebody who is a member already is refused at the e-mail, a short password at the password", async () => {
  const page = await openMembers(OWNER);
  const dialog = await add(page, { email: ADMIN.email, name: "Twice" });
  await expectFault(dialog.getByLabel("E-mail"), /This person is a member of the project already/);
  await dialog.getByLabel("E-mail").fill("short@example.com");
  await dialog.getByLabel("Password (optional)", { exact: true }).fill("too short");
  await dialog.getByRole("button", { name: "Add member" }).click();
  await expectFault(
    dialog.getByLabel("Password (optional)", { exact: true }),
    /must have at least 12 characters/i,
  );
});

test("a project keeps an owner: the last one's role cannot be changed, nor can they be removed", async () => {
  const page = await openMembers(OWNER);
  const role = await ask(page, "Owner", "Change role…");
  await role.getByLabel("Member", { exact: true }).check();
  await role.getByRole("button", { name: "Save" }).click();
  await role.getByText("The project would be left without an active owner").waitFor();
  await role.getByRole("button", { name: "Cancel" }).click();
  await expectFocus(page.getByRole("button", { name: "Actions for Owner" }));
  const removal = await ask(page, "Owner", "Remove…");
  await removal.getByRole("button", { name: "Remove" }).click();
  await removal.getByText("The project would be left without an active owner").waitFor();
});

describe("a member whose rights change", () => {
  let page: Page;
  let value = "";
  beforeAll(async () => {
    ({ value } = await generateToken(house.url, { name: "of the member" }, MEMBER));
    page = await openMembers(OWNER);
  });

  test("has tokens that are refused while token access is denied", async () => {
    const dialog = await ask(page, MEMBER.name, "Token access…");
    await dialog.getByLabel("Deny").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Member successfully changed").waitFor();
    await rowOf(page, MEMBER.email).getByText("Deny: set for this member").waitFor();
    expect((await callWith(value, house.url)).status).toBe(401);
    await house.owner.changeMember({ params: { id: house.memberId }, body: { tokenAccess: "allow" } });
    expect((await callWith(value, house.url)).status).toBe(200);
  });

  test("becomes an admin by the row menu", async () => {
    const dialog = await ask(page, MEMBER.name, "Change role…");
    await dialog.getByLabel("Admin").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await rowOf(page, MEMBER.email).getByText("Admin", { exact: true }).waitFor();
    await house.owner.changeMember({ params: { id: house.memberId }, body: { role: "member" } });
  });

  test("is refused at once when deactivated, and works again when reactivated, tokens too", async () => {
    const dialog = await ask(page, MEMBER.name, "Deactivate…");
    await expect.poll(() => dialog.textContent()).toContain("2 active tokens");
    await dialog.getByRole("button", { name: "Deactivate" }).click();
    await page.getByText("Member successfully deactivated").waitFor();
    await rowOf(page, MEMBER.email).getByText("Deactivated", { exact: true }).waitFor();
    expect((await callWith(value, house.url)).status).toBe(401);
    await choose(page, MEMBER.name, "Reactivate");
    await page.getByText("Member successfully reactivated").waitFor();
    expect((await callWith(value, house.url)).status).toBe(200);
  });

  test("signs in with the password that an administrator has set, and keeps no token if they say so", async () => {
    const dialog = await ask(page, MEMBER.name, "Reset password…");
    await dialog.getByLabel("New password", { exact: true }).fill("too short");
    await dialog.getByLabel("Also end this member's tokens").check();
    await dialog.getByRole("button", { name: "Reset password" }).click();
    await expectFault(
      dialog.getByLabel("New password", { exact: true }),
      /must have at least 12 characters/i,
    );
    await dialog.getByLabel("New password", { exact: true }).fill("another-Willow-63-sail");
    await dialog.getByRole("button", { name: "Reset password" }).click();
    await page.getByText("Password successfully reset").waitFor();
    expect((await callWith(value, house.url)).status).toBe(401);
    const { page: theirs } = await house.open();
    await signIn(theirs, { email: MEMBER.email, password: "another-Willow-63-sail" });
  });

  test("is gone with their tokens once removed", async () => {
    await house.owner.addMember({
      body: {
        email: "leaver@example.com",
        name: "A leaver",
        role: "admin",
        password: "copper-Valley-29-moth",
      },
    });
    const leaver = { email: "leaver@example.com", password: "copper-Valley-29-moth" };
    const left = await generateToken(house.url, { name: "left behind" }, leaver);
    await page.reload();
    const dialog = await ask(page, "A leaver", "Remove…");
    await expect.poll(() => dialog.textContent()).toContain("Their tokens here are revoked");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Member successfully removed").waitFor();
    await rowOf(page, "leaver@example.com").waitFor({ state: "detached" });
    await expectFocus(page.getByRole("main"));
    expect((await callWith(left.value, house.url)).status).toBe(401);
  });
});

const menuEntry = (entry: string) => (page: Page) => ask(page, ADMIN.name, entry);

testLooks({
  where: () => house,
  as: OWNER,
  path: "/project/members",
  states: {
    "the list": (page) => page.getByText(ADMIN.email).waitFor(),
    "the row menu": async (page) => {
      await page.getByRole("button", { name: `Actions for ${ADMIN.name}` }).click();
      await page.getByRole("menu").waitFor();
    },
    "the list without a match": async (page) => {
      await page.getByLabel("Search members").fill("nobody like this");
      await page.getByText("No member matches").waitFor();
    },
    "the Add member dialog with faults": async (page) => {
      await add(page, { email: "", name: "" });
      await page.getByText("This field is needed.").first().waitFor();
    },
    "the message that something is done": async (page) => {
      const dialog = await ask(page, ADMIN.name, "Change role…");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("Member successfully changed").waitFor();
    },
    "the Add member dialog": async (page) => {
      await page.getByRole("button", { name: "Add member" }).click();
      await page.getByRole("dialog").waitFor();
    },
    "the invitation link": async (page) => {
      await add(page, { email: `${crypto.randomUUID()}@example.com`, name: "Invited" });
      await page.getByRole("dialog", { name: "Invitation link" }).waitFor();
    },
    "the role dialog": menuEntry("Change role…"),
    "the token access dialog": menuEntry("Token access…"),
    "the password dialog": menuEntry("Reset password…"),
    "the deactivation dialog": menuEntry("Deactivate…"),
    "the removal dialog": menuEntry("Remove…"),
  },
});
