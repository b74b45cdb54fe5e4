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

const [server, browser] = await Promise.all([startServer(), startChromium()]);
try {
  for (const body of TOKENS) {
    const { value, token } = await generateToken(server.url, body);
    if (token.name !== "weekly report") await callWith(value, server.url);
    if (token.name !== "old laptop") continue;
    const client = createClient({ url: server.url, token: value });
    await client.revokeToken({ params: { id: token.id }, body: { reason: "Replaced" } });
  }
  const { page } = await openPage(browser, server.url, { viewport: { width: 1280, height: 640 } });
  await signIn(page);
  await page.getByText("nightly export").waitFor();
  mkdirSync(target, { recursive: true });
  await page.screenshot({ path: join(target, "access-tokens.png"), animations: "disabled" });
} finally {
  await browser.close();
  await server.stop();
}
