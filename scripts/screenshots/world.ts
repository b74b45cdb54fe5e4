import { createVerifier } from "@tokenhouse/sdk";
import { type Client, createClient } from "@tokenhouse/sdk/client";
import { join } from "node:path";
import { callWith, generateToken } from "../../e2e/harness/api.ts";
import { addPeople, clientOf } from "../../e2e/harness/people.ts";
import { OWNER, type RunningServer } from "../../e2e/harness/server.ts";
import { DAY_MS } from "../../packages/server/src/core/limits.ts";
import { openDatabase } from "../../packages/server/src/storage/open.ts";
import { dayOf } from "../../packages/server/src/storage/token-uses.ts";

const CATALOGUE = [
  { scope: "orders:read", description: "See orders and their state" },
  { scope: "orders:write", description: "Place, change and cancel orders" },
  { scope: "stock:read", description: "See what is in stock, by warehouse" },
  { scope: "invoices:read", description: "See and download invoices" },
];

const TOKENS = [
  { name: "old laptop", lifetimeDays: 90, description: "Replaced in spring" },
  {
    name: "stock check",
    lifetimeDays: 60,
    scopes: ["stock:read"],
    description: "Compares stock every morning",
  },
  {
    name: "weekly report",
    lifetimeDays: 7,
    scopes: ["orders:read", "invoices:read"],
    description: "Last week's orders",
  },
  { name: "ci deploy", lifetimeDays: 365, description: "Publishes from the main branch" },
  {
    name: "nightly export",
    lifetimeDays: 30,
    scopes: ["orders:read", "stock:read", "invoices:read"],
    rateLimit: { requests: 600, windowSeconds: 60 },
    description: "Orders to the warehouse, every night",
  },
];

/** One that nobody has used yet, and one whose use is written into its past. */
const UNCALLED = new Set(["weekly report", "nightly export"]);

const ACCOUNT_TOKENS = [
  { name: "nightly import", lifetimeDays: 90, scopes: ["orders:read", "orders:write", "stock:read"] },
  { name: "stock sync", lifetimeDays: 10, scopes: ["stock:read"] },
];

const CLEAN_UP = /^[0-9a-f-]{36}$/;

/** Where pictures begin that are taken at no fixed address. */
export interface World {
  /** The token whose page is shown. */
  tokenId: string;
  invitationLink: string;
  /** Of another installation, which is empty. */
  setUpLink: string;
}

/** Fills a fresh installation with what the pictures show. */
export async function fillWorld({ url, folder }: RunningServer): Promise<Omit<World, "setUpLink">> {
  const { owner } = await addPeople(url);
  await owner.changeSettings({
    body: { scopeCatalogue: CATALOGUE, maxLifetimeDays: 365, defaultLifetimeDays: 30 },
  });
  for (const body of TOKENS) {
    const { value, token } = await generateToken(url, body);
    if (!UNCALLED.has(token.name)) await callWith(value, url);
    if (token.name === "old laptop") {
      await createClient({ url, token: value }).revokeToken({
        params: { id: token.id },
        body: { reason: "Replaced" },
      });
    }
  }
  for (const account of ["Warehouse", "Release pipeline"]) {
    const { serviceAccount } = await owner.addServiceAccount({ body: { name: account, role: "member" } });
    for (const body of account === "Warehouse" ? ACCOUNT_TOKENS : []) {
      const made = await owner.createServiceToken({ params: { id: serviceAccount.id }, body });
      await callWith(made.value, url);
    }
  }
  await connectApis(url, owner);
  const { invitationLink } = await owner.addMember({
    body: { email: "invited@example.com", name: "Invited", role: "member" },
  });
  const { items } = await owner.listTokens({ query: { search: "nightly export" } });
  const [shown] = items;
  await letTimePass(folder, shown?.id ?? "");
  await takeBack(url);
  return { tokenId: shown?.id ?? "", invitationLink: invitationLink ?? "" };
}

/** APIs that check tokens for as long as pictures are taken. */
async function connectApis(url: string, owner: Client): Promise<void> {
  const body = { name: "Checks", role: "verifier" as const };
  const { serviceAccount } = await owner.addServiceAccount({ body });
  const token = await owner.createServiceToken({
    params: { id: serviceAccount.id },
    body: { name: "checks", lifetimeDays: 90 },
  });
  const options = { url, token: token.value };
  await createVerifier({ ...options, name: "orders api" });
  await createVerifier({ ...options, name: "stock api", mode: "mirror" });
}

/** Takes back what a picture needed done: its new tokens go, what it revoked works again. */
export async function takeBack(url: string): Promise<void> {
  const owner = await clientOf(url, OWNER);
  const { items } = await owner.listTokens({ query: {} });
  for (const { id, name, status } of items) {
    if (name === "stock check" && status === "revoked") await owner.restoreToken({ params: { id } });
  }
  const gone = items.filter(({ name }) => name.startsWith("shown ") || CLEAN_UP.test(name));
  for (const { id } of gone.toReversed()) await owner.deleteToken({ params: { id } });
}

/** Gives the tokens a past, which no route can: when they were made and how much they were used. */
async function letTimePass(folder: string, tokenId: string): Promise<void> {
  const db = await openDatabase(`sqlite:${join(folder, "tokenhouse.db")}`);
  const today = dayOf(Date.now());
  const made = await db.selectFrom("tokens").select(["id", "created_at"]).execute();
  for (const [n, token] of made.entries()) {
    await db
      .updateTable("tokens")
      .set({ created_at: token.created_at - (3 + n * 5) * DAY_MS })
      .where("id", "=", token.id)
      .execute();
  }
  const days = Array.from({ length: 29 }, (_, n) => ({
    token_id: tokenId,
    day: today - 29 + n,
    uses: usesOf(n),
  }));
  await db.insertInto("token_use_days").values(days).execute();
  const lastUsed = { last_used_at: Date.now() - DAY_MS, last_used_ip: "203.0.113.7" };
  const lastUsedBy = { last_used_user_agent: "nightly-export/2.4", last_used_by: "orders api" };
  await db
    .updateTable("tokens")
    .set({ ...lastUsed, ...lastUsedBy })
    .where("id", "=", tokenId)
    .execute();
  const addresses = [
    { ip: "203.0.113.7", user_agent: "nightly-export/2.4", verifier: "orders api" },
    { ip: "2001:db8::7", user_agent: "curl/8.11.1", verifier: "stock api" },
  ].map(({ ip, user_agent, verifier }, n) => ({
    token_id: tokenId,
    ip,
    user_agent,
    verifier,
    uses: 500 - n * 380,
    first_used_at: Date.now() - 29 * DAY_MS,
    last_used_at: Date.now() - (n + 1) * DAY_MS,
  }));
  await db.insertInto("token_use_addresses").values(addresses).execute();
  await db.destroy();
}

/** Busy on working days, quiet at weekends. */
function usesOf(day: number): number {
  return day % 7 > 4 ? 3 : 18 + ((day * 37) % 11);
}
