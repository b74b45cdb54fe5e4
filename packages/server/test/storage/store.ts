import { createHash, randomUUID } from "node:crypto";
import { newProject } from "../../src/core/project.ts";
import type { Principal, Token } from "../../src/core/token.ts";
import type { AuditEvent } from "../../src/storage/audit-rows.ts";
import type { Db } from "../../src/storage/open.ts";
import { inChange } from "../../src/storage/change.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { insertProject } from "../../src/storage/projects.ts";
import { insertMember } from "../../src/storage/members.ts";
import type { ServiceAccount } from "../../src/storage/service-accounts.ts";
import { insertServiceAccount } from "../../src/storage/service-accounts.ts";
import { insertToken } from "../../src/storage/tokens.ts";
import { insertUser } from "../../src/storage/users.ts";
import type { TestDatabase } from "./databases.ts";

export const NOON = Date.parse("2026-11-22T12:00:00.000Z");

/** A database with one project, a person and a service account in it. */
export interface Store {
  db: Db;
  projectId: string;
  person: Principal;
  machine: Principal;
  close: () => Promise<void>;
}

export async function openStore(database: TestDatabase): Promise<Store> {
  const db = await openDatabase(database.url);
  return {
    db,
    ...(await addTenant(db)),
    async close() {
      await db.destroy();
      await database.remove();
    },
  };
}

/** One more project with people of its own. */
export async function addTenant(db: Db): Promise<Pick<Store, "projectId" | "person" | "machine">> {
  const projectId = randomUUID();
  const name = projectId.slice(0, 8);
  const person: Principal = { type: "user", id: randomUUID(), name, email: `${name}@example.com` };
  const machine: Principal = { type: "serviceAccount", id: randomUUID(), name, email: null };
  await inChange(db, async (trx) => {
    await insertProject(trx, { ...newProject({ id: projectId, slug: name, name }), createdAtMs: NOON });
    const user = { id: person.id, name, email: person.email ?? "", operator: false };
    await insertUser(trx, { ...user, passwordHash: null, createdAtMs: NOON });
    const member = { userId: person.id, role: "owner", tokenAccess: "inherit", createdAtMs: NOON } as const;
    await insertMember(projectId, trx, member);
    await insertServiceAccount(projectId, trx, accountFor(machine));
  });
  return { projectId, person, machine };
}

export type Owned = Pick<Store, "projectId" | "person" | "machine">;

/** A service account as it begins. */
export function accountFor(
  { id, name }: Pick<Principal, "id" | "name">,
  differences: Partial<ServiceAccount> = {},
): ServiceAccount {
  const handle = `${name}@service`;
  return {
    id,
    name,
    handle,
    role: "member",
    active: true,
    activeTokens: 0,
    createdAtMs: NOON,
    ...differences,
  };
}

/** A token of the person, active and never used, except as said. */
export function tokenFor(
  { projectId, person }: Pick<Owned, "projectId" | "person">,
  differences: Partial<Token> = {},
): Token {
  const id = differences.id ?? randomUUID();
  const holder = differences.holder ?? person;
  return {
    id,
    projectId,
    kind: holder.type === "user" ? "personal" : "service",
    name: `token-${id}`,
    description: "",
    hint: `thp_${id.slice(-12)}_…`,
    scopes: ["*"],
    ipAllowList: [],
    rateLimit: null,
    version: 1,
    overlapEndsAtMs: null,
    holder,
    createdBy: person,
    createdAtMs: NOON,
    expiresAtMs: null,
    lastUsedAtMs: null,
    lastUsedIp: null,
    lastUsedUserAgent: null,
    lastUsedBy: null,
    revokedAtMs: null,
    revokeReason: null,
    ...differences,
  };
}

/** What stands for the digest of a token's value: any 32 bytes of its own. */
export function digestOf({ id }: Pick<Token, "id">): Uint8Array {
  return createHash("sha256").update(id).digest();
}

export async function addTokens(db: Db, tokens: readonly Token[]): Promise<void> {
  await inChange(db, async (trx) => {
    for (const token of tokens)
      await insertToken(token.projectId, trx, { ...token, digest: digestOf(token) });
  });
}

export const EVENT: AuditEvent = {
  at: NOON,
  event: "token.created",
  revision: 1,
  tokenId: null,
  actor: { type: "operator", id: null, name: "" },
  origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "" },
  detail: {},
};

/** A webhook that is told of new tokens. */
export function webhookOf(id: string) {
  const url = "https://example.com/ours";
  const events = ["token.created"] as const;
  return { id, name: "ours", url, events, secret: Buffer.from("secret"), createdAtMs: NOON };
}

/** Of a repeated request. */
export const keyOf = (own: Owned, tokenId: string) => ({
  callerId: own.person.id,
  keyDigest: digestOf({ id: "key" }),
  requestDigest: digestOf({ id: "request" }),
  tokenId,
  createdAtMs: NOON,
});
