import { mintToken } from "@tokenhouse/sdk";
import { randomBytes } from "node:crypto";
import { mayUse } from "../../src/core/policy.ts";
import type { Role, ServiceRole } from "../../src/core/policy.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials, Installation, Minted, Person } from "../fixture.ts";
import { addMember, addProject, addServiceAccount, mint, signIn, startInstallation } from "../fixture.ts";
import type { Session, Team } from "../team.ts";

export const ROLES: Role[] = ["owner", "admin", "member"];
export const SERVICE_ROLES: ServiceRole[] = ["admin", "member", "verifier"];

const SCOPE_SETS = [
  ["*"],
  ["tokens:read"],
  ["tokens:write"],
  ["tokens:verify"],
  ["tokens:*", "settings:*"],
  ["members:*", "audit:read"],
  ["orders:read"],
];

/** Every way in which a value can be no good. */
export const DEAD = [
  "empty",
  "malformed",
  "wrong checksum",
  "unknown",
  "an id",
  "expired",
  "revoked",
  "deleted",
  "ended version",
  "deactivated holder",
  "removed holder",
  "right taken away",
  "deactivated service account",
  "tokens switched off",
  "plan without access tokens",
  "plan without service accounts",
  "closed project",
  "wrong address",
] as const;

/** Becomes the owner of the projects that the matrix creates. */
export const FOUNDER = "founder@example.com";

/** Who holds a token: a person or a service account, by role. */
export type Holder = { type: "user"; role: Role } | { type: "serviceAccount"; role: ServiceRole };

export interface World {
  installation: Installation;
  projectId: string;
  people: Record<Role, Person>;
  sessions: Record<Role, Session>;
  /** A service account of each role. */
  accounts: Record<ServiceRole, string>;
  /** A live token of each holder with each set of scopes that the holder may have. */
  live: { holder: Holder; scopes: string[]; value: string }[];
  dead: Record<(typeof DEAD)[number], string>;
  /** A live token of another project's owner. */
  foreign: string;
  endedSession: Credentials;
}

/** A project with everybody in it. The owner runs the installation, too. */
export async function buildWorld(): Promise<World> {
  const installation = await startInstallation();
  const { service } = installation;
  const projectId = await addProject(service, "main");
  const allowed = { email: "member@example.com", role: "member", tokenAccess: "allow" } as const;
  const people = {
    owner: await addMember(service, projectId, { email: "owner@example.com", role: "owner" }),
    admin: await addMember(service, projectId, { email: "admin@example.com", role: "admin" }),
    member: await addMember(service, projectId, allowed),
  };
  await service.db.updateTable("users").set({ operator: 1 }).where("id", "=", people.owner.id).execute();
  // Somebody else's project, so that nobody above is in two.
  const founder = await addMember(service, await addProject(service, "other"), {
    email: FOUNDER,
    role: "owner",
  });
  const { value: foreign } = await mint(installation, { basic: founder.basic }, { lifetimeDays: 365 });
  const dead = await buildDead(installation, projectId, people.owner);
  installation.clock.nowMs += 2 * DAY_MS;
  const sessions = {
    owner: await signIn(installation, people.owner),
    admin: await signIn(installation, people.admin),
    member: await signIn(installation, people.member),
  };
  const account = (role: ServiceRole) =>
    addServiceAccount(installation, sessions.owner, { name: role, role });
  const accounts = {
    admin: await account("admin"),
    member: await account("member"),
    verifier: await account("verifier"),
  };
  const endedSession = await signIn(installation, people.owner);
  await installation.call("signOut", endedSession);
  const world = {
    installation,
    projectId,
    people,
    sessions,
    accounts,
    live: [],
    dead,
    foreign,
    endedSession,
  };
  return { ...world, live: await buildLive(world) };
}

/** As much of it as samples need of one of the owners of a team. */
export function worldOfOwner(
  team: Installation & Team & Pick<World, "accounts">,
  owner: Person,
  session: Session,
): World {
  const { projectId, admin, member, accounts } = team;
  return {
    installation: team,
    projectId,
    people: { owner, admin, member },
    sessions: { owner: session, admin: admin.session, member: member.session },
    accounts,
    live: [],
    foreign: "",
    dead: {} as World["dead"],
    endedSession: {},
  };
}

async function buildLive(world: World): Promise<World["live"]> {
  const holders: Holder[] = [
    ...ROLES.map((role) => ({ type: "user" as const, role })),
    ...SERVICE_ROLES.map((role) => ({ type: "serviceAccount" as const, role })),
  ];
  const live = [];
  for (const holder of holders) {
    for (const scopes of SCOPE_SETS.filter((set) => mayUse(holder.role, ["*"], set))) {
      const { value } = await mintFor(world, holder, { scopes, lifetimeDays: 365 });
      live.push({ holder, scopes, value });
    }
  }
  return live;
}

/** A token that the holder may call their own. */
export function mintFor(world: World, holder: Holder, body: Record<string, unknown>): Promise<Minted> {
  const { installation, sessions, accounts } = world;
  if (holder.type === "user") return mint(installation, sessions[holder.role], body);
  return mint(installation, sessions.owner, { ...body, serviceAccount: accounts[holder.role] });
}

/** One value for every way in which a value can be no good. Those that expire live for a day. */
async function buildDead(
  installation: Installation,
  projectId: string,
  owner: Person,
): Promise<World["dead"]> {
  const { service, call } = installation;
  const { db } = service;
  const asOwner = await signIn(installation, owner);
  const own = (body = {}) => mint(installation, asOwner, { lifetimeDays: 365, ...body });
  const strangerIn = async (project: string, email: string): Promise<Minted & { holderId: string }> => {
    const { basic, id: holderId } = await addMember(service, project, { email, role: "admin" });
    return { ...(await mint(installation, { basic }, { lifetimeDays: 365 })), holderId };
  };
  const inProject = async (slug: string, change: Record<string, unknown>) => {
    const id = await addProject(service, slug);
    const { value } = await strangerIn(id, `${slug}@example.com`);
    await db.updateTable("projects").set(change).where("id", "=", id).execute();
    return value;
  };
  const expired = await own({ lifetimeDays: 1 });
  const revoked = await own();
  await call("revokeToken", asOwner, { id: revoked.id });
  const deleted = await own();
  await call("deleteToken", asOwner, { id: deleted.id });
  const ended = await own();
  await call("rotateToken", asOwner, { id: ended.id, body: { overlapSeconds: 0 } });
  const inactive = await strangerIn(projectId, "inactive@example.com");
  await call("changeMember", asOwner, { id: inactive.holderId, body: { active: false } });
  const removed = await strangerIn(projectId, "removed@example.com");
  await call("removeMember", asOwner, { id: removed.holderId });
  const denied = await strangerIn(projectId, "denied@example.com");
  await call("changeMember", asOwner, { id: denied.holderId, body: { tokenAccess: "deny" } });
  const accountId = await addServiceAccount(installation, asOwner, { name: "gone", role: "admin" });
  const ofAccount = await own({ serviceAccount: accountId });
  await db.updateTable("service_accounts").set({ active: 0 }).where("id", "=", accountId).execute();
  return {
    empty: "",
    malformed: "thp_nothing",
    "wrong checksum": `${revoked.value.slice(0, -1)}${revoked.value.endsWith("0") ? "1" : "0"}`,
    unknown: mintToken("th", "personal", (count) => randomBytes(count)).value,
    "an id": revoked.id,
    expired: expired.value,
    revoked: revoked.value,
    deleted: deleted.value,
    "ended version": ended.value,
    "deactivated holder": inactive.value,
    "removed holder": removed.value,
    "right taken away": denied.value,
    "deactivated service account": ofAccount.value,
    "tokens switched off": await inProject("switched-off", { tokens_enabled: 0 }),
    "plan without access tokens": await inProject("no-tokens", { entitlements: "[]" }),
    "plan without service accounts": await withoutServiceAccounts(installation),
    "closed project": await inProject("closed", { closed_at: 1 }),
    "wrong address": (await own({ ipAllowList: ["203.0.113.0/24"] })).value,
  };
}

async function withoutServiceAccounts(installation: Installation): Promise<string> {
  const { service } = installation;
  const projectId = await addProject(service, "no-accounts");
  const { basic, ...owner } = await addMember(service, projectId, {
    email: "plan@example.com",
    role: "owner",
  });
  const session = await signIn(installation, { basic, ...owner });
  const serviceAccount = await addServiceAccount(installation, session, { name: "planned", role: "admin" });
  const { value } = await mint(installation, session, { serviceAccount, lifetimeDays: 365 });
  const entitlements = JSON.stringify(["accessTokens"]);
  await service.db.updateTable("projects").set({ entitlements }).where("id", "=", projectId).execute();
  return value;
}
