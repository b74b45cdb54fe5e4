import { digestToken, mintToken } from "@tokenhouse/sdk";
import { randomBytes, randomUUID } from "node:crypto";
import { DAY_MS } from "../src/core/limits.ts";
import { handleOf } from "../src/core/person.ts";
import { newProject } from "../src/core/project.ts";
import type { Principal, Token } from "../src/core/token.ts";
import type { Service } from "../src/service/context.ts";
import { insertMember } from "../src/storage/members.ts";
import type { Trx } from "../src/storage/open.ts";
import { inChange } from "../src/storage/change.ts";
import { insertProject } from "../src/storage/projects.ts";
import { insertServiceAccount } from "../src/storage/service-accounts.ts";
import { insertToken } from "../src/storage/tokens.ts";
import { insertUser } from "../src/storage/users.ts";

export interface Size {
  tokens: number;
  people: number;
  accounts: number;
}

export interface Owner {
  id: string;
  email: string;
  password: string;
}

/** A project of so many people and service accounts who hold so many tokens, in every state. Answers its owner. */
export async function fillProject(service: Service, { tokens, people, accounts }: Size): Promise<Owner> {
  const password = "only for the benchmark";
  const passwordHash = await service.passwords.hash(password);
  const project = newProject({ id: randomUUID(), slug: "busy", name: "Busy" });
  const createdAtMs = service.now();
  return inChange(service.db, async (trx) => {
    await insertProject(trx, { ...project, createdAtMs });
    const holders: Principal[] = [];
    for (let n = 0; n < people; n++) holders.push(await addPerson(project.id, trx, { n, passwordHash }));
    for (let n = 0; n < accounts; n++) holders.push(await addAccount(project.id, trx, n));
    for (let n = 0; n < tokens; n++) {
      const holder = holders[n % holders.length];
      if (holder)
        await insertToken(project.id, trx, tokenOf(holder, { n, nowMs: createdAtMs, projectId: project.id }));
    }
    return { id: holders[0]?.id ?? "", email: emailOf(0), password };
  });
}

function emailOf(n: number): string {
  return `person.${n}@example.com`;
}

/** The first one is the owner. */
async function addPerson(
  projectId: string,
  trx: Trx,
  { n, passwordHash }: { n: number; passwordHash: string },
): Promise<Principal> {
  const user = { id: randomUUID(), name: `Person ${n}`, email: emailOf(n) };
  const role = n === 0 ? "owner" : "member";
  await insertUser(trx, { ...user, operator: false, passwordHash, createdAtMs: n });
  await insertMember(projectId, trx, { userId: user.id, role, tokenAccess: "allow", createdAtMs: n });
  return { type: "user", ...user };
}

async function addAccount(projectId: string, trx: Trx, n: number): Promise<Principal> {
  const account = { id: randomUUID(), name: `Pipeline ${n}`, handle: handleOf(`Pipeline ${n}`) };
  const rest = { role: "member", active: true, activeTokens: 0, createdAtMs: n } as const;
  await insertServiceAccount(projectId, trx, { ...account, ...rest });
  return { type: "serviceAccount", id: account.id, name: account.name, email: null };
}

/** Of five tokens one is expired and one revoked; of two one was used; of seven one never expires. */
function tokenOf(
  holder: Principal,
  { n, nowMs, projectId }: { n: number; nowMs: number; projectId: string },
): Token & { digest: Uint8Array } {
  const kind = holder.type === "user" ? "personal" : "service";
  const { value, hint } = mintToken("th", kind, randomBytes);
  const createdAtMs = nowMs - 200 * DAY_MS + n * 60_000;
  const isExpired = n % 5 === 0;
  return {
    id: randomUUID(),
    projectId,
    kind,
    hint,
    holder,
    createdBy: holder,
    createdAtMs,
    version: 1,
    digest: Buffer.from(digestToken(value), "hex"),
    name: `${n % 1000 === 0 ? "nightly export" : "deploy"} ${n}`,
    description: `What number ${n} is for`,
    scopes: n % 3 === 0 ? ["*"] : ["orders:read", "orders:write"],
    ipAllowList: [],
    rateLimit: null,
    overlapEndsAtMs: null,
    expiresAtMs: isExpired ? nowMs - 1 - n : n % 7 === 0 ? null : nowMs + (1 + (n % 300)) * DAY_MS,
    lastUsedAtMs: n % 2 === 0 ? null : nowMs - n * 1000,
    lastUsedIp: n % 2 === 0 ? null : "203.0.113.9",
    lastUsedUserAgent: n % 2 === 0 ? null : "deploy/2.1",
    lastUsedBy: n % 2 === 0 ? null : "orders-api",
    revokedAtMs: n % 5 === 1 ? nowMs - 1 : null,
    revokeReason: null,
  };
}
