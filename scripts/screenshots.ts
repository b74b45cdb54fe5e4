/** `npm run screenshots`: the pictures of the papers, taken of the running product. */
import { createClient } from "@tokenhouse/sdk/client";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { callWith, generateToken } from "../e2e/harness/api.ts";
import { startChromium } from "../e2e/harness/chromium.ts";
import { openPage, signIn } from "../e2e/harness/page.ts";
import { startServer } from "../e2e/harness/server.ts";

const target = join(import.meta.dirname, "../docs/images");

const TOKENS = [
  { name: "old laptop", lifetimeDays: 90, description: "Replaced in spring" },
  {
    name: "weekly report",
    lifetimeDays: 7,
    description: "Reads last week's orders",
    scopes: ["orders:read"],
  },
  { name: "ci deploy", lifetimeDays: 365, description: "Publishes from the main branch" },
  {
    name: "nightly export",
    lifetimeDays: 30,
    description: "Orders to the warehouse",
    scopes: ["orders:read"],
  },
];

const ACCOUNT_TOKENS = [
  { name: "nightly import", lifetimeDays: 90, scopes: ["orders:read", "orders:write", "stock:read"] },
  { name: "stock sync", lifetimeDays: 10, scopes: ["stock:read"] },
];

const [server, browser] = await Promise.all([startServer(), startChromium()]);
try {
  await fillPersonal(server.url);
  await fillProject(server.url);
  const { page } = await openPage(browser, server.url, { viewport: { width: 1280, height: 640 } });
  await signIn(page);
  mkdirSync(target, { recursive: true });
  await page.getByText("nightly export").waitFor();
  await page.screenshot({ path: join(target, "access-tokens.png"), animations: "disabled" });
  await page.getByRole("link", { name: "Project Tokens" }).click();
  await page.getByText("nightly import").waitFor();
  await page.screenshot({ path: join(target, "project-tokens.png"), animations: "disabled" });
} finally {
  await browser.close();
  await server.stop();
}

async function fillPersonal(url: string): Promise<void> {
  for (const body of TOKENS) {
    const { value, token } = await generateToken(url, body);
    if (token.name !== "weekly report") await callWith(value, url);
    if (token.name !== "old laptop") continue;
    const client = createClient({ url, token: value });
    await client.revokeToken({ params: { id: token.id }, body: { reason: "Replaced" } });
  }
}

async function fillProject(url: string): Promise<void> {
  const { value } = await generateToken(url, { name: "setup", lifetimeDays: 1 });
  const client = createClient({ url, token: value });
  const { serviceAccount } = await client.addServiceAccount({ body: { name: "Warehouse", role: "member" } });
  for (const body of ACCOUNT_TOKENS) {
    const made = await client.createServiceToken({ params: { id: serviceAccount.id }, body });
    await callWith(made.value, url);
  }
  const { token } = await client.getMe();
  await client.deleteToken({ params: { id: token?.id ?? "" } });
}
