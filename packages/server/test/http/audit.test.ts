import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { OperationId, Routes } from "../../src/contract/index.ts";
import { routes } from "../../src/contract/index.ts";
import { AUDIT_DETAILS } from "../../src/core/audit-details.ts";
import type { IdentityProvider } from "../../src/core/identity-provider.ts";
import type { ServiceRole } from "../../src/core/policy.ts";
import { inChange } from "../../src/storage/change.ts";
import { insertIdentity } from "../../src/storage/identities.ts";
import type { CallInput, Credentials, Installation, Person, Reply } from "../fixture.ts";
import { addMember, addServiceAccount, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import { codeOfNew } from "../second-factors.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";
import { SAMPLES } from "./matrix-samples.ts";
import type { World } from "./matrix-world.ts";
import { FOUNDER, worldOfOwner } from "./matrix-world.ts";

/** Setting up needs an empty installation; its row is proved with the other doors. */
type Changing = Exclude<AnyChanging, "setUp">;
type AnyChanging = { [K in OperationId]: Routes[K]["method"] extends "GET" ? never : K }[OperationId];

/** What a good call of each changing route leaves in the audit log: a route without an entry does not compile. */
const LEAVES: Record<Changing, readonly string[]> = {
  signIn: ["session.started"],
  signOut: ["session.ended"],
  showInvitation: [],
  acceptInvitation: ["member.joined", "session.started"],
  changeProfile: ["profile.changed"],
  changePassword: ["password.changed"],
  beginSecondFactor: [],
  confirmSecondFactor: ["second_factor.added"],
  removeSecondFactor: ["second_factor.removed"],
  endSession: ["session.ended"],
  endSessions: ["sessions.ended"],
  beginIdentification: [],
  signInWithIdentity: ["session.started"],
  issueLoginCode: [],
  redeemLoginCode: ["token.created"],
  createToken: ["token.created"],
  revokeToken: ["token.revoked"],
  restoreToken: ["token.restored"],
  rotateToken: ["token.rotated"],
  endOverlap: ["token.overlap_ended"],
  deleteToken: ["token.deleted"],
  changeTokens: ["token.revoked"],
  changeProjectTokens: ["token.revoked"],
  addServiceAccount: ["service_account.added"],
  changeServiceAccount: ["service_account.changed"],
  removeServiceAccount: ["service_account.removed"],
  createServiceToken: ["token.created"],
  addMember: ["member.added"],
  changeMember: ["member.changed"],
  inviteMember: ["member.invited"],
  removeMember: ["member.removed"],
  createScimUser: ["member.added"],
  replaceScimUser: ["member.changed"],
  changeScimUser: ["member.changed"],
  removeScimUser: ["member.removed"],
  changeSettings: ["settings.changed"],
  previewSettings: [],
  addWebhook: ["webhook.added"],
  changeWebhook: ["webhook.changed"],
  removeWebhook: ["webhook.removed"],
  rotateWebhookSecret: ["webhook.secret_rotated"],
  testWebhook: [],
  verifyToken: [],
  verifyTokens: [],
  introspectToken: [],
  // Of a value that names nothing; what revoking one leaves is in oauth-revocation.test.ts.
  revokePresentedToken: [],
  registerVerifier: [],
  renewLease: [],
  verifyForVerifier: [],
  reportUses: [],
  releaseVerifier: [],
  addProject: ["project.added"],
  changeProject: ["project.changed"],
  createApiAccessToken: ["token.created"],
  deleteApiAccessToken: ["token.deleted"],
};

/** These take no session: whoever calls them proves who they are by what they send. */
const BY_SECRET = new Set<OperationId>([
  "signIn",
  "signInWithIdentity",
  "showInvitation",
  "acceptInvitation",
  "redeemLoginCode",
]);

/** Says of everybody that they are the auditor. */
const ANYBODY: IdentityProvider = {
  name: "Acme ID",
  authorizationUrl: async () => new URL("https://id.example.com/authorize"),
  identify: async () => ({ ...AUDITOR, name: undefined, verifiedEmail: undefined, groups: [] }),
};
const AUDITOR = { issuer: "https://id.example.com", subject: "auditor" };

let team: Installation & Team;
let other: Team;
/** An owner who runs the installation, and makes every call. */
let auditor: Person;
let accounts: World["accounts"];

beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
  auditor = await addMember(team.service, team.projectId, { email: "auditor@main.example", role: "owner" });
  await team.service.db.updateTable("users").set({ operator: 1 }).where("id", "=", auditor.id).execute();
  await addMember(team.service, other.projectId, { email: FOUNDER, role: "owner" });
  team.service.signInPolicy = { ...team.service.signInPolicy, provider: ANYBODY };
  await inChange(team.service.db, (trx) =>
    insertIdentity(trx, { ...AUDITOR, userId: auditor.id, createdAtMs: NOON }),
  );
  const account = (role: ServiceRole) => addServiceAccount(team, team.owner.session, { name: role, role });
  accounts = {
    admin: await account("admin"),
    member: await account("member"),
    verifier: await account("verifier"),
  };
});
afterAll(() => team.stop());
afterEach(() => team.service.db.deleteFrom("second_factors").execute());

async function rowsSince(seq: number) {
  const { db } = team.service;
  const rows = await db
    .selectFrom("audit_events")
    .selectAll()
    .where("seq", ">", seq)
    .orderBy("seq")
    .execute();
  // oxlint-disable-next-line oxc/no-map-spread -- the rows are ours alone
  return rows.map((row) => ({
    ...row,
    actor: JSON.parse(row.actor),
    origin: JSON.parse(row.origin),
    detail: JSON.parse(row.detail),
  }));
}

async function newest(): Promise<number> {
  const [row] = (await rowsSince(0)).toReversed();
  return row?.seq ?? 0;
}

test.each(Object.entries(LEAVES) as [Changing, readonly string[]][])(
  "a call of %s leaves %j: who, from where, in which change",
  async (operation, events) => {
    const asked = await goodCall(operation);
    const before = await newest();
    const reply = await team.call(operation, asked.credentials, asked.input);
    const rows = await rowsSince(before);
    expect(reply.status, reply.text).toBeLessThan(300);
    expect(rows.map(({ event }) => event)).toEqual(events);
    for (const row of rows) {
      expect(row.actor).toMatchObject({ type: "user", id: asked.actor });
      expect(AUDIT_DETAILS).toEqual(expect.arrayContaining(Object.keys(row.detail)));
      expect(row.origin).toMatchObject({
        carrier: BY_SECRET.has(operation) ? "none" : takesSession(operation) ? "session" : "bearer",
        ip: "127.0.0.1",
        userAgent: "an auditor's browser",
        requestId: reply.headers.get("x-request-id"),
      });
      expect(row.revision).toEqual(expect.any(Number));
    }
  },
);

function takesSession(operation: Changing): boolean {
  return routes[operation].credentials.some((carrier) => carrier === "session");
}

async function goodCall(operation: Changing) {
  const headers = { "user-agent": "an auditor's browser" };
  if (operation === "signIn") {
    const body = { email: other.member.email, password: PASSWORD };
    return { credentials: { headers }, input: { body }, actor: other.member.id };
  }
  if (operation === "showInvitation" || operation === "acceptInvitation") {
    const body = { email: `${operation}@example.com`, name: "Invited", role: "member" };
    const invited = (await team.call("addMember", team.owner.session, { body })).body;
    const secret = String(invited.invitationLink).split("#")[1];
    const input = {
      body: { secret, ...(operation === "acceptInvitation" && { name: "New", password: PASSWORD }) },
    };
    return { credentials: { headers }, input, actor: String(invited.member.id) };
  }
  if (operation === "beginIdentification") return { credentials: { headers }, input: {}, actor: "" };
  if (operation === "signInWithIdentity") {
    const cookie = `tokenhouse_identification=${team.clock.nowMs}.secret`;
    return { credentials: { headers, cookie }, input: { body: { answer: "" } }, actor: auditor.id };
  }
  if (operation === "redeemLoginCode") {
    const verifier = "v".repeat(43);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const agreed = { body: { challenge, name: "command line", lifetimeDays: 1 } };
    const { code } = (await team.call("issueLoginCode", await signIn(team, auditor), agreed)).body;
    return { credentials: { headers }, input: { body: { code, verifier } }, actor: auditor.id };
  }
  if (operation === "removeSecondFactor") {
    const session = await signIn(team, auditor);
    const body = { password: PASSWORD, code: await codeOfNew(team, auditor.id, "confirmed") };
    return { credentials: { ...session, headers }, input: { body }, actor: auditor.id };
  }
  // Some routes end the other sessions of whoever calls, some the own one.
  const prepared = await signIn(team, auditor);
  const input: CallInput = await SAMPLES[operation](worldOfOwner({ ...team, accounts }, auditor, prepared), {
    type: "user",
    role: "owner",
  });
  const session = await signIn(team, auditor);
  const credentials = takesSession(operation) ? session : { bearer: (await mint(team, session)).value };
  return { credentials: { ...credentials, headers }, input, actor: auditor.id };
}

const read = async (query: Record<string, string>, credentials: Credentials = team.owner.session) =>
  (await team.call("exportAuditJson", credentials, { query })).body;
const eventsOf = (rows: { event: string }[]) => rows.map(({ event }) => event);

test("of many things that one call changes each leaves its own row, in the same change", async () => {
  const as = team.owner.session;
  const person = await addMember(team.service, team.projectId, {
    email: "leaving@main.example",
    role: "admin",
  });
  const session = await signIn(team, person);
  const tokens = [await mint(team, session), await mint(team, session), await mint(team, session)];
  const [first, second] = tokens.map(({ id }) => id);
  const rowsOf = async (work: () => Promise<Reply>) => {
    const before = await newest();
    const { status, text } = await work();
    expect(status, text).toBeLessThan(300);
    const rows = await rowsSince(before);
    return { events: eventsOf(rows), revisions: new Set(rows.map(({ revision }) => revision)).size };
  };
  const body = { action: "delete", ids: [first, "00000000-0000-4000-8000-000000000000"] };
  expect(await rowsOf(() => team.call("changeProjectTokens", as, { body }))).toEqual({
    events: ["token.deleted"],
    revisions: 1,
  });
  expect(await rowsOf(() => team.call("removeMember", as, { id: person.id }))).toEqual({
    events: ["token.revoked", "token.revoked", "member.removed"],
    revisions: 1,
  });
  expect((await read({ tokenId: second ?? "" }))[0].detail).toMatchObject({
    reason: "The member was removed",
  });
  const serviceAccount = await addServiceAccount(team, as, { name: "going", role: "member" });
  const service = [await mint(team, as, { serviceAccount }), await mint(team, as, { serviceAccount })];
  const change = { active: false, revokeTokens: true };
  expect(
    await rowsOf(() => team.call("changeServiceAccount", as, { id: serviceAccount, body: change })),
  ).toEqual({
    events: ["service_account.changed", "token.revoked", "token.revoked"],
    revisions: 1,
  });
  expect(await rowsOf(() => team.call("removeServiceAccount", as, { id: serviceAccount }))).toEqual({
    events: ["token.deleted", "token.deleted", "service_account.removed"],
    revisions: 1,
  });
  expect(eventsOf(await read({ tokenId: service[0]?.id ?? "" }))).toEqual([
    "token.deleted",
    "token.revoked",
    "token.created",
  ]);
});

test("a changed member is told before and after", async () => {
  const { id } = team.member;
  await team.call("changeMember", team.admin.session, { id, body: { tokenAccess: "allow" } });
  const [row] = await read({ event: "member.changed", actor: team.admin.id });
  expect(row.detail).toEqual({
    member: id,
    email: team.member.email,
    before: { role: "member", tokenAccess: "inherit", active: true },
    after: { role: "member", tokenAccess: "allow", active: true },
    passwordReset: false,
    endTokens: false,
  });
});

test("that a change ended the member's tokens, and who was invited again, is told with the address", async () => {
  const body = { email: "Invited.Twice@example.com", name: "Invited", role: "member" };
  const { id } = (await team.call("addMember", team.owner.session, { body })).body.member;
  await team.call("inviteMember", team.owner.session, { id });
  await team.call("changeMember", team.owner.session, { id, body: { active: false, endTokens: true } });
  const [changed, invited] = await read({ event: "member", actor: team.owner.id });
  const email = "invited.twice@example.com";
  expect(changed).toMatchObject({ event: "member.changed", detail: { member: id, email, endTokens: true } });
  expect(invited).toMatchObject({ event: "member.invited", detail: { member: id, email } });
});

test("a refused act leaves a row with its route and its refusal; what merely looks, or is nobody's, leaves none", async () => {
  const { member, admin } = team;
  const { value, id: tokenId } = await mint(team, admin.session, { scopes: ["tokens:read"] });
  const before = await newest();
  await team.call("addMember", member.session, {
    body: { email: "x@example.com", name: "x", role: "owner" },
  });
  await team.call("addMember", admin.session, { body: { email: "x@example.com", name: "x", role: "owner" } });
  await team.call("createToken", { bearer: value }, { body: { lifetimeDays: 1 } });
  await team.call("listMembers", member.session);
  await team.call("listAuditEvents", member.session);
  await team.call("createToken", { bearer: "thp_nothing" }, { body: { lifetimeDays: 1 } });
  await team.call("changeSettings", { cookie: admin.session.cookie }, { body: { tokensEnabled: false } });
  const rows = await rowsSince(before);
  expect(rows.map(({ event, actor, origin, detail }) => [event, actor.id, origin.tokenId, detail])).toEqual([
    ["act.refused", member.id, null, { operation: "addMember", code: "forbidden" }],
    ["act.refused", admin.id, null, { operation: "addMember", code: "forbidden" }],
    ["act.refused", admin.id, tokenId, { operation: "createToken", code: "insufficient_scope" }],
  ]);
});

test("a refused sign-in stands in every project of the person, and one of nobody's in none", async () => {
  const person = await addMember(team.service, other.projectId, {
    email: "two@other.example",
    role: "member",
  });
  const body = { email: person.email, name: "x", role: "member" };
  await team.call("addMember", team.owner.session, { body });
  const before = await newest();
  await team.call("signIn", {}, { body: { email: person.email, password: "not their password" } });
  await team.call("getMe", { basic: ["nobody@other.example", "not their password"] });
  const rows = await rowsSince(before);
  expect(rows.map(({ event, project_id, actor }) => [event, project_id, actor.id])).toEqual(
    expect.arrayContaining([
      ["sign_in.refused", team.projectId, person.id],
      ["sign_in.refused", other.projectId, person.id],
      ["sign_in.refused", null, null],
    ]),
  );
  expect(rows).toHaveLength(3);
  for (const session of [team.owner.session, other.owner.session]) {
    expect(eventsOf(await read({ actor: person.id, event: "sign_in" }, session))).toEqual([
      "sign_in.refused",
    ]);
  }
});
