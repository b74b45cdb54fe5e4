import { randomUUID } from "node:crypto";
import type { OperationId } from "../../src/contract/index.ts";
import type { CallInput } from "../fixture.ts";
import { addServiceAccount, mint, PASSWORD, signIn } from "../fixture.ts";
import { codeOfNew } from "../second-factors.ts";
import type { Holder, World } from "./matrix-world.ts";
import { FOUNDER, mintFor } from "./matrix-world.ts";

type Sample = (world: World, holder: Holder) => CallInput | Promise<CallInput>;

const plain: Sample = () => ({});

/** A good call of every route: a declared one without a sample does not compile. */
export const SAMPLES: Record<OperationId, Sample> = {
  getSetup: plain,
  setUp: plain,
  signIn: plain,
  getSession: plain,
  signOut: plain,
  getMe: plain,
  showInvitation: plain,
  acceptInvitation: plain,
  describeSignIn: plain,
  beginIdentification: plain,
  signInWithIdentity: () => ({ body: { answer: "" } }),
  issueLoginCode: () => ({ body: { challenge: "c".repeat(43), name: randomUUID(), lifetimeDays: 1 } }),
  redeemLoginCode: plain,
  changeProfile: () => ({ body: { name: "Somebody" } }),
  changePassword: () => ({ body: { current: PASSWORD, password: PASSWORD } }),
  getSecondFactor: plain,
  beginSecondFactor: () => ({ body: { password: PASSWORD } }),
  confirmSecondFactor: async (world, holder) => ({
    body: { code: await codeOf(world, holder, "unconfirmed") },
  }),
  removeSecondFactor: async (world, holder) => ({
    body: { password: PASSWORD, code: await codeOf(world, holder, "confirmed") },
  }),
  listSessions: plain,
  endSession: anotherSession,
  endSessions: plain,
  createToken: () => ({ body: { lifetimeDays: 1, scopes: ["tokens:write"] } }),
  listTokens: plain,
  summarizeTokens: plain,
  getToken: ownToken,
  revokeToken: ownToken,
  restoreToken: revokedToken,
  rotateToken: async (world, holder) => ({
    ...(await ownToken(world, holder)),
    body: { overlapSeconds: 60 },
  }),
  endOverlap: ownToken,
  deleteToken: revokedToken,
  listTokenVersions: ownToken,
  listTokenEvents: ownToken,
  getTokenUsage: ownToken,
  listProjectTokens: plain,
  exportProjectTokensCsv: plain,
  exportProjectTokensJson: plain,
  summarizeProjectTokens: plain,
  changeTokens: ownTokens,
  changeProjectTokens: ownTokens,
  listServiceAccounts: plain,
  addServiceAccount: () => ({ body: { name: randomUUID(), role: "member" } }),
  getServiceAccount: ({ accounts }) => ({ id: accounts.member }),
  changeServiceAccount: async (world) => ({ ...(await newAccount(world)), body: { role: "verifier" } }),
  removeServiceAccount: newAccount,
  createServiceToken: ({ accounts }) => ({
    id: accounts.admin,
    body: { lifetimeDays: 1, scopes: ["members:write"] },
  }),
  listMembers: plain,
  addMember: () => ({ body: { email: `${randomUUID()}@example.com`, name: "New", role: "member" } }),
  changeMember: async (world) => ({ ...(await newMember(world)), body: { tokenAccess: "allow" } }),
  inviteMember: newMember,
  removeMember: newMember,
  listScimUsers: plain,
  createScimUser: () => ({ body: { userName: `${randomUUID()}@example.com` } }),
  getScimUser: newMember,
  replaceScimUser: async (world) => {
    const { id, email } = await newMember(world);
    return { id, body: { userName: email, active: false } };
  },
  changeScimUser: async (world) => ({
    ...(await newMember(world)),
    body: { Operations: [{ op: "replace", path: "active", value: false }] },
  }),
  removeScimUser: newMember,
  getScimConfiguration: plain,
  listScimResourceTypes: plain,
  listScimSchemas: plain,
  getSettings: plain,
  changeSettings: () => ({ body: { defaultLifetimeDays: 30 } }),
  previewSettings: () => ({ body: { maxLifetimeDays: 1 } }),
  listAuditEvents: () => ({ query: { limit: "1" } }),
  exportAuditCsv: () => ({ query: { event: "no.such" } }),
  getAuditHead: plain,
  getAuditProof: () => ({ query: { leafIndex: "0", size: "1" } }),
  exportAuditJson: () => ({ query: { event: "no.such" } }),
  listWebhooks: plain,
  addWebhook: async (world) => {
    await newWebhook(world);
    return { body: WEBHOOK };
  },
  getWebhook: newWebhook,
  changeWebhook: async (world) => ({ ...(await newWebhook(world)), body: { name: "Another" } }),
  removeWebhook: newWebhook,
  rotateWebhookSecret: newWebhook,
  testWebhook: newWebhook,
  listDeliveries: newWebhook,
  verifyToken: () => ({ body: { token: "thp_nothing" } }),
  verifyTokens: () => ({ body: { checks: [{ token: "thp_nothing" }] } }),
  introspectToken: () => ({ body: { token: "thp_nothing" } }),
  // Whether another token may be revoked depends on both: see oauth-revocation.test.ts.
  revokePresentedToken: () => ({ body: { token: "thp_nothing" } }),
  getAuthorizationServer: plain,
  listVerifiers: plain,
  registerVerifier: () => ({ body: { name: "orders api", mode: "memory" } }),
  // Behind everything: the answer waits for nothing.
  renewLease: async (world) => ({ ...(await newVerifier(world)), body: { applied: 0 } }),
  verifyForVerifier: async (world) => ({ ...(await newVerifier(world)), body: { digest: "0".repeat(64) } }),
  listGrants: newVerifier,
  reportUses: async (world) => ({ ...(await newVerifier(world)), body: { uses: [], denials: [] } }),
  releaseVerifier: newVerifier,
  listProjects: plain,
  addProject: () => ({ body: { name: randomUUID(), owner: FOUNDER } }),
  changeProject: async ({ installation, sessions }) => {
    const project = { name: randomUUID(), owner: FOUNDER };
    const { body } = await installation.call("addProject", sessions.owner, { body: project });
    return { id: String(body.project.id), body: { name: "Renamed" } };
  },
  createApiAccessToken: () => ({ body: { lifetimeSeconds: 100 } }),
  listApiAccessTokens: plain,
  getApiAccessToken: ownToken,
  deleteApiAccessToken: revokedToken,
  getLive: plain,
  getReady: plain,
  listEndpoints: plain,
  getOpenApi: plain,
};

/** Narrow enough that every credential that may rotate it holds all that it can do. */
async function ownToken(world: World, holder: Holder): Promise<{ id: string }> {
  const scopes = holder.role === "verifier" ? ["tokens:verify"] : ["tokens:write"];
  const { id } = await mintFor(world, holder, { lifetimeDays: 1, scopes });
  return { id };
}

async function newVerifier({ installation, sessions }: World): Promise<{ id: string }> {
  const { value } = await mint(installation, sessions.owner);
  const body = { name: "orders api", mode: "mirror" };
  const reply = await installation.call("registerVerifier", { bearer: value }, { body });
  return { id: String(reply.body.id) };
}

async function ownTokens(world: World, holder: Holder): Promise<CallInput> {
  const { id } = await ownToken(world, holder);
  return { body: { action: "revoke", ids: [id] } };
}

async function revokedToken(world: World, holder: Holder): Promise<{ id: string }> {
  const { id } = await ownToken(world, holder);
  await world.installation.call("revokeToken", world.sessions.owner, { id });
  return { id };
}

async function newMember({ installation, sessions }: World): Promise<{ id: string; email: string }> {
  const body = { email: `${randomUUID()}@example.com`, name: "New", role: "member" };
  const reply = await installation.call("addMember", sessions.owner, { body });
  return { id: String(reply.body.member.id), email: body.email };
}

async function newAccount({ installation, sessions }: World): Promise<{ id: string }> {
  return {
    id: await addServiceAccount(installation, sessions.owner, { name: randomUUID(), role: "member" }),
  };
}

const WEBHOOK = { url: "https://example.com/tokenhouse", events: ["token.expired"] };

/** A project has no more than some: each ends with its call. */
async function newWebhook({ installation, sessions }: World): Promise<{ id: string }> {
  const { body: before } = await installation.call("listWebhooks", sessions.owner);
  for (const { id } of before.items) await installation.call("removeWebhook", sessions.owner, { id });
  const reply = await installation.call("addWebhook", sessions.owner, { body: WEBHOOK });
  return { id: String(reply.body.webhook.id) };
}

function codeOf(
  { installation, people }: World,
  { role }: Holder,
  state: "confirmed" | "unconfirmed",
): Promise<string> {
  return codeOfNew(installation, people[role === "verifier" ? "owner" : role].id, state);
}

async function anotherSession(
  { installation, people, sessions }: World,
  { role }: Holder,
): Promise<{ id: string }> {
  const whose = role === "verifier" ? "owner" : role;
  await signIn(installation, people[whose]);
  const { body } = await installation.call("listSessions", sessions[whose]);
  return { id: String(body.items.find((session: { current: boolean }) => !session.current).id) };
}
