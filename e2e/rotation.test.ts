import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { formsFound } from "./harness/canary.ts";
import { expectFocus } from "./harness/expectations.ts";
import { useHouse } from "./harness/house.ts";
import { testLooks } from "./harness/looks.ts";
import { choose, clipboard, rowOf } from "./harness/page.ts";
import { MEMBER } from "./harness/people.ts";
import { OWNER } from "./harness/server.ts";

const house = useHouse();

/** Rotates by the dialog and answers the new value, My Token closed again. */
async function rotate(page: Page, name: string, overlap: string, told?: RegExp): Promise<string> {
  await choose(page, name, "Rotate");
  const dialog = page.getByRole("dialog", { name: "Rotate Token" });
  await dialog.getByRole("radio", { name: overlap }).check();
  await dialog.getByRole("button", { name: "Rotate" }).click();
  const shown = page.getByRole("dialog", { name: "My Token" });
  await shown.waitFor();
  if (told) await shown.getByText(told).waitFor();
  await page.getByRole("button", { name: "Copy Token to clipboard" }).click();
  await page.getByText("Copied to the clipboard.").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return clipboard(page);
}

async function status(value: string): Promise<number> {
  return (await callWith(value, house.url)).status;
}

test("a member rotates their token: both values work until the old one is ended, and the new one is shown once", async () => {
  const old = await generateToken(house.url, { name: "exporter" }, MEMBER);
  const { page, traffic } = await house.openAs(MEMBER);
  const value = await rotate(page, "exporter", "After 24 hours", /^The old value works until \w+day, /);
  expect(value).toMatch(/^thp_/);
  expect(value).not.toBe(old.value);
  const row = rowOf(page, "exporter");
  await row.getByText(/Old value until .*\d:\d\d.* \(in 24 hours\)/).waitFor();
  await row.getByText(`${value.slice(0, 17)}…`).waitFor();
  expect([await status(old.value), await status(value)]).toEqual([200, 200]);

  await choose(page, "exporter", "End old value now");
  await page.getByText("Old value of «exporter» ended").waitFor();
  await row.getByText("Old value until").waitFor({ state: "detached" });
  expect([await status(old.value), await status(value)]).toEqual([401, 200]);
  await traffic.settled();
  const holding = traffic.answers.filter(({ body }) => formsFound(value, body).length > 0);
  expect(holding.map(({ method, url }) => [method, new URL(url).pathname])).toEqual([
    ["POST", `/v1/tokens/${old.token.id}/rotate`],
  ]);
  expect(formsFound(value, (await page.content()) + traffic.console.join())).toEqual([]);
});

test("with the overlap «Now» the old value is refused at once", async () => {
  const old = await generateToken(house.url, { name: "no overlap" });
  const { page } = await house.openAs(OWNER);
  const told = /^Old value: Refused everywhere after \d+ ms · 1 verifier confirmed$/;
  const value = await rotate(page, "no overlap", "Now", told);
  expect([await status(old.value), await status(value)]).toEqual([401, 200]);
  await expect.poll(() => rowOf(page, "no overlap").innerText()).not.toContain("Old value");
});

test("every overlap that the dialog offers is the one that the server keeps", async () => {
  const { page } = await house.openAs(OWNER);
  for (const [overlap, minutes] of [
    ["After 15 minutes", 15],
    ["After 1 hour", 60],
    ["After 7 days", 7 * 24 * 60],
    ["After 30 days", 30 * 24 * 60],
  ] as const) {
    const { token } = await generateToken(house.url, { name: overlap });
    await page.reload();
    const before = Date.now();
    await rotate(page, overlap, overlap);
    const { overlapEndsAt } = await house.owner.getToken({ params: { id: token.id } });
    const lasts = new Date(overlapEndsAt ?? 0).getTime() - minutes * 60_000;
    expect(lasts).toBeGreaterThanOrEqual(before);
    expect(lasts).toBeLessThanOrEqual(Date.now());
  }
});

test("a second rotation during an overlap is refused in words, and nothing changes", async () => {
  await generateToken(house.url, { name: "overlapping" });
  const { page } = await house.openAs(OWNER);
  const value = await rotate(page, "overlapping", "After 1 hour");
  await choose(page, "overlapping", "Rotate");
  const dialog = page.getByRole("dialog", { name: "Rotate Token" });
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await dialog.getByText("The value before the last rotation still works; end that overlap first.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expectFocus(page.getByRole("button", { name: "Actions for overlapping" }));
  expect(await status(value)).toBe(200);
});

test("a revoked token offers no rotation", async () => {
  const { token } = await generateToken(house.url, { name: "revoked one" });
  await house.owner.revokeToken({ params: { id: token.id }, body: {} });
  const { page } = await house.openAs(OWNER);
  await page.getByRole("button", { name: "Actions for revoked one" }).click();
  await page.getByRole("menuitem", { name: "Restore" }).waitFor();
  await expect.poll(() => page.getByRole("menuitem", { name: "Rotate" }).count()).toBe(0);
});

testLooks({
  where: () => house,
  as: OWNER,
  path: "/preferences/access-tokens",
  states: {
    "an overlap in the list": (page) => page.getByText("Old value until").first().waitFor(),
    "the row menu during an overlap": async (page) => {
      await page.getByRole("button", { name: "Actions for overlapping" }).click();
      await page.getByRole("menuitem", { name: "End old value now" }).waitFor();
    },
    "the Rotate Token dialog": async (page) => {
      await choose(page, "no overlap", "Rotate");
      await page.getByRole("dialog", { name: "Rotate Token" }).waitFor();
    },
    "the Rotate Token dialog with a refusal": async (page) => {
      await choose(page, "overlapping", "Rotate");
      await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
      await page.getByText("end that overlap first").waitFor();
    },
  },
});
