import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newProject } from "../../src/core/project.ts";
import { createService } from "../../src/main.ts";
import type { Caller, Service } from "../../src/service/context.ts";
import { createToken } from "../../src/service/create-token.ts";
import { inChange } from "../../src/storage/change.ts";
import { insertMember } from "../../src/storage/members.ts";
import type { Db } from "../../src/storage/open.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { insertProject } from "../../src/storage/projects.ts";
import { insertUser } from "../../src/storage/users.ts";
import { verifyAlone } from "../../src/verify/alone.ts";

/** What questions are asked about. It says nothing of how long an answer may take. */
export interface World {
  folder: string;
  databaseUrl: string;
  projectId: string;
  /** Stored values. */
  values: readonly string[];
  /** A value that may check tokens, and one of a member who holds this alone. */
  owner: string;
  member: string;
  /** Tokens that the member may not see: others' in the same project, and those of another one. */
  ids: Record<"others" | "foreign", readonly string[]>;
}

/** People of whom every other one exists: in one project, in several, and with so many wrong tries that they wait. */
export type Group = "one" | "several" | "waiting";

/** Of either kind. */
export const WAITING = 8;

const STORED = 500;
const IDS = 50;
const SEVERAL = 5;
const HOUR_MS = 3_600_000;

/** The address of number `n` who exists, or of number `n` who does not: nothing in their letters tells which. */
export function emailOf(group: Group, exists: boolean, n: number): string {
  return `${group}${String(2 * n + Number(exists)).padStart(6, "0")}@example.com`;
}

/** Makes a database in memory, where that can be: a disk that others use would hide small differences. */
export async function createWorld(people: number): Promise<World> {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tokenhouse-timing-"));
  const databaseUrl = `sqlite:${join(folder, "tokenhouse.db")}`;
  const db = await openDatabase(databaseUrl);
  const clocks = { now: () => Date.now(), monotonic: () => performance.now() };
  const service = await createService(
    { tokenPrefix: "th" },
    db,
    await verifyAlone(db, { leaseMs: 10_000, ...clocks, name: "bench" }),
  );
  const projects = await addProjects(db);
  const [main = "", other = ""] = projects;
  const passwordHash = await service.passwords.hash(randomBytes(18).toString("base64"));
  await addPeople(db, { group: "one", count: people, projects: [main], passwordHash });
  await addPeople(db, { group: "several", count: people, projects, passwordHash });
  await addPeople(db, { group: "waiting", count: WAITING, projects: [main], passwordHash });
  await letThemWait(db);
  const [owner, member, holder] = await Promise.all([
    addCaller(service, main, "owner"),
    addCaller(service, main, "member"),
    addCaller(service, main, "member"),
  ]);
  const stranger = await addCaller(service, other, "member");
  const stored = await mintMany(service, holder, STORED);
  const foreign = await mintMany(service, stranger, IDS);
  const [own, asking] = [await mintMany(service, owner, 1), await mintMany(service, member, 1)];
  await db.destroy();
  return {
    folder,
    databaseUrl,
    projectId: main,
    values: stored.map(({ value }) => value),
    owner: own[0]?.value ?? "",
    member: asking[0]?.value ?? "",
    ids: {
      others: stored.slice(0, IDS).map(({ token }) => token.id),
      foreign: foreign.map(({ token }) => token.id),
    },
  };
}

async function addProjects(db: Db): Promise<string[]> {
  const ids = Array.from({ length: SEVERAL }, () => randomUUID());
  await inChange(db, async (trx) => {
    for (const [n, id] of ids.entries()) {
      const project = newProject({ id, slug: `project-${n}`, name: `Project ${n}` });
      await insertProject(trx, { ...project, everyoneMayGenerate: true, createdAtMs: Date.now() });
    }
  });
  return ids;
}

interface Added {
  group: Group;
  count: number;
  projects: readonly string[];
  passwordHash: string;
}

async function addPeople(db: Db, { group, count, projects, passwordHash }: Added): Promise<void> {
  await inChange(db, async (trx) => {
    for (let n = 0; n < count; n++) {
      const user = { id: randomUUID(), name: `Person ${n}`, email: emailOf(group, true, n), operator: false };
      const createdAtMs = Date.now();
      await insertUser(trx, { ...user, passwordHash, createdAtMs });
      for (const id of projects) {
        await insertMember(id, trx, { userId: user.id, role: "member", tokenAccess: "inherit", createdAtMs });
      }
    }
  });
}

/** Those who wait have all been tried too often, whether they exist or not. */
async function letThemWait(db: Db): Promise<void> {
  const until = Date.now() + HOUR_MS;
  for (let n = 0; n < 2 * WAITING; n++) {
    const email = emailOf("waiting", n % 2 === 0, Math.floor(n / 2));
    const key = createHash("sha256").update(`strangers of ${email}`).digest();
    await db
      .insertInto("sign_in_tries")
      .values({ key, tries: 20, forgotten_at: until, free_at: until })
      .execute();
  }
}

async function addCaller(service: Service, projectId: string, role: "owner" | "member"): Promise<Caller> {
  const id = randomUUID();
  const email = `${id}@example.com`;
  const project = newProject({ id: projectId, slug: "", name: "" });
  await inChange(service.db, async (trx) => {
    const createdAtMs = Date.now();
    await insertUser(trx, { id, name: role, email, operator: false, passwordHash: null, createdAtMs });
    await insertMember(projectId, trx, { userId: id, role, tokenAccess: "inherit", createdAtMs });
  });
  return {
    proof: { type: "password", userId: id, hash: null, secondFactor: null },
    principal: { type: "user", id, name: role, email },
    project,
    role,
    scopes: ["*"],
    ipAllowList: [],
    rateLimit: null,
    origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "bench" },
  };
}

function mintMany(service: Service, caller: Caller, count: number) {
  const input = { description: "", lifetime: { days: 30 }, ipAllowList: [], rateLimit: null };
  return Promise.all(Array.from({ length: count }, () => createToken(service, caller, input)));
}
