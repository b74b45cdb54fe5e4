import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { Refusal } from "./core/errors.ts";
import type { App } from "./http/app.ts";
import { buildServer } from "./http/server.ts";
import type { Origin, Service } from "./service/context.ts";
import { newSecret } from "./service/context.ts";
import type { Confirm } from "./service/receipt.ts";
import { createPasswords } from "./service/passwords.ts";
import { setUp } from "./service/set-up.ts";
import { createSignInThrottle } from "./service/sign-in-throttle.ts";
import type { Db } from "./storage/open.ts";
import { currentRevision, openDatabase } from "./storage/open.ts";
import { serveAlone } from "./storage/serve-alone.ts";
import type { ServingLock } from "./storage/serving-lock.ts";
import { recordTokenUses } from "./storage/token-uses.ts";
import { hasUsers } from "./storage/users.ts";
import { openLeases } from "./verify/leases.ts";
import { openMemory } from "./verify/memory.ts";
import { createUsageBuffer } from "./verify/usage-buffer.ts";

/** Together well below the promised ten seconds. A token in use all the time is written once in so long. */
const USES_HELD_MS = 7_000;
const WRITE_USES_EVERY_MS = 1_000;
/** How long a stopping server still answers, with /readyz at 503, so that a balancer can turn away first. */
const DRAIN_NOTICE_MS = 1_000;

export interface RunningServer {
  /** The public address. */
  url: string;
  /** Where the first owner is created; undefined once there is one. */
  setUpLink: string | undefined;
  /** Drains: /readyz says 503, open requests are answered, what is held in memory is written. */
  stop: () => Promise<void>;
}

/** Wires everything together and listens. The only place that does. */
export async function start(config: Config, log: Logger): Promise<RunningServer> {
  const db = await openDatabase(config.databaseUrl);
  let lock: ServingLock | undefined;
  try {
    const held = (lock = await serveAlone(config.databaseUrl));
    const server = await serve(config, log, { db, lock: held });
    return {
      ...server,
      async stop() {
        try {
          await server.stop();
        } finally {
          await held.release();
        }
      },
    };
  } catch (error) {
    await lock?.release();
    await db.destroy();
    throw error;
  }
}

/** The database, and the proof that no other process serves it. */
interface Storage {
  db: Db;
  lock: ServingLock;
}

async function serve(config: Config, log: Logger, { db, lock }: Storage): Promise<RunningServer> {
  const leases = await openLeases(db, { leaseMs: config.leaseSeconds * 1000, ...CLOCKS });
  const service = await createService(config, db, async (change) => {
    const confirmations = await leases.confirm(change);
    if (!lock.isHeld())
      throw new Refusal("unavailable", "The change is made, but cannot be confirmed right now");
    return confirmations;
  });
  await createFirstOwner(config, service);
  lock.watch(async (event) => {
    log.warn(event === "lost" ? "the database is lost: nothing is answered" : "the database is back");
    if (event === "lost") return;
    // Meanwhile another process may have served, changed rights and given leases.
    await leases.adopt();
    service.memory.clear(await currentRevision(db));
  });
  const usage = createUsageBuffer({
    write: (uses) => recordTokenUses(db, uses),
    everyMs: WRITE_USES_EVERY_MS,
    holdMs: USES_HELD_MS,
    now: CLOCKS.now,
    onError: (error) => log.error({ err: error }, "token use is not written yet"),
  });
  let publicUrl = "";
  const app: App = {
    service,
    usage,
    leases,
    url: () => publicUrl,
    isSecure: config.baseUrl?.protocol === "https:",
    basePath: basePathOf(config.baseUrl),
    state: { draining: false },
    isAlone: lock.isHeld,
  };
  const pageFolder = join(import.meta.dirname, "../public");
  const server = await buildServer({ app, log, trustProxy: config.trustProxy, pageFolder });
  const listening = await server.listen({ host: config.host, port: config.port });
  publicUrl = (config.baseUrl?.href ?? listening).replace(/\/$/, "");
  return {
    url: publicUrl,
    setUpLink: service.setUpSecret && `${publicUrl}/setup#${service.setUpSecret}`,
    async stop() {
      app.state.draining = true;
      await delay(DRAIN_NOTICE_MS);
      leases.close();
      await server.close();
      await usage.close();
      await db.destroy();
    },
  };
}

/** What the use cases work with, on the real clocks and the system's randomness. */
export async function createService(
  { tokenPrefix }: Pick<Config, "tokenPrefix">,
  db: Db,
  confirm: Confirm = confirmNothing,
): Promise<Service> {
  return {
    db,
    ...CLOCKS,
    random: drawBytes,
    tokenPrefix,
    passwords: await createPasswords(),
    throttle: createSignInThrottle(),
    setUpSecret: (await hasUsers(db)) ? undefined : newSecret(drawBytes),
    ...(await openMemory(db)),
    confirm,
    verifier: { id: randomUUID(), name: `${hostname()}:${process.pid}` },
    startedAtMs: Date.now(),
  };
}

const CLOCKS = { now: () => Date.now(), monotonic: () => performance.now() };

/** Where no other process checks tokens, nobody has to be waited for. */
const confirmNothing: Confirm = () => Promise.resolve({ verifiers: [], fenced: [] });

/** Without the callback form, and so as the one-argument source of randomness that everything takes. */
function drawBytes(count: number): Uint8Array {
  return randomBytes(count);
}

/** The owner that the environment names, on an empty database. */
async function createFirstOwner({ adminEmail, adminPassword }: Config, service: Service): Promise<void> {
  if (!service.setUpSecret || adminEmail === undefined || adminPassword === undefined) return;
  const owner = { projectName: "Default", name: adminEmail, email: adminEmail, password: adminPassword };
  await setUp(service, owner, OPERATOR);
}

const OPERATOR: Origin = { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "start" };

function basePathOf(baseUrl: URL | undefined): string {
  const path = baseUrl?.pathname ?? "/";
  return path.endsWith("/") ? path : `${path}/`;
}
