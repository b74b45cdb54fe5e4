import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { Refusal } from "./core/errors.ts";
import type { Meters } from "./core/meters.ts";
import { NO_METERS } from "./core/meters.ts";
import type { App } from "./http/app.ts";
import type { Metrics } from "./http/metrics.ts";
import { buildServer } from "./http/server.ts";
import { workInBackground } from "./main/background.ts";
import { warnOfSilence } from "./main/carriers.ts";
import { CLOCKS } from "./main/clocks.ts";
import { readSignInPolicy } from "./main/sign-in-policy.ts";
import { addGauges } from "./telemetry/gauges.ts";
import type { OpenMeters } from "./telemetry/meters.ts";
import { createMeters } from "./telemetry/meters.ts";
import { traceQuery } from "./telemetry/query-spans.ts";
import type { Origin, Service, SignInPolicy } from "./service/context.ts";
import { newSecret } from "./service/context.ts";
import { openAuditKey } from "./service/audit-key.ts";
import { isCommon } from "./service/choose-password.ts";
import { createPasswords } from "./service/passwords.ts";
import { setUp } from "./service/set-up.ts";
import { createSignInThrottle } from "./service/sign-in-throttle.ts";
import { refuseRestored } from "./storage/backup/refuse-restored.ts";
import type { RevocationJournal } from "./storage/backup/revocation-journal.ts";
import { openJournal } from "./storage/backup/revocation-journal.ts";
import { onCommit, recordCommits } from "./storage/change.ts";
import { inChangeLane } from "./storage/lane.ts";
import type { Db } from "./storage/open.ts";
import { isShareable } from "./storage/dialect.ts";
import { lockFile } from "./storage/file-lock.ts";
import { currentRevision, openDatabase } from "./storage/open.ts";
import { findOpenProject } from "./storage/projects.ts";
import { countAllTokens } from "./storage/token-counts.ts";
import { recordTokenUses } from "./storage/token-uses.ts";
import { hasUsers } from "./storage/users.ts";
import { verifyAlone } from "./verify/alone.ts";
import { verifyAsReplica } from "./verify/replica.ts";
import { createUsageBuffer } from "./verify/usage-buffer.ts";
import type { Verifying } from "./verify/verifying.ts";
import { VERSION } from "./version.ts";

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
  const lock = lockFile(config.databaseUrl);
  let db: Db | undefined;
  let journal: RevocationJournal | undefined;
  let verifying: Verifying | undefined;
  try {
    const meters = config.metricsToken === undefined ? undefined : createMeters();
    db = await openDatabase(config.databaseUrl, { onQuery: followQueries(config, meters) });
    journal = await openOwnJournal(config, db);
    const refuse = (served: Db) => refuseRestored(served, journal);
    await refuse(db);
    verifying = await openVerifying(config, { db, log, refuse });
    const server = await serve(config, log, { db, verifying, meters });
    return {
      ...server,
      async stop() {
        try {
          await server.stop();
        } finally {
          await journal?.close();
          lock?.release();
        }
      },
    };
  } catch (error) {
    await verifying?.close();
    await db?.destroy();
    await journal?.close();
    lock?.release();
    throw error;
  }
}

function followQueries(
  { databaseUrl }: Config,
  meters: OpenMeters | undefined,
): (sql: string, ms: number) => void {
  const system = isShareable(databaseUrl) ? "postgresql" : "sqlite";
  return (sql, ms) => {
    meters?.queried(sql, ms);
    traceQuery(system, sql, ms);
  };
}

/** The database, and what this process may do beside others. */
interface Storage {
  db: Db;
  verifying: Verifying;
  meters: OpenMeters | undefined;
}

async function serve(
  config: Config,
  log: Logger,
  { db, verifying, meters }: Storage,
): Promise<RunningServer> {
  const signInPolicy = readSignInPolicy(config, { log, ...CLOCKS });
  const service = await createService({ ...config, ...(meters && { meters }), signInPolicy }, db, verifying);
  await createFirstOwner(config, service, log);
  await warnOfRules(service, log);
  const usage = createUsageBuffer({
    write: (uses) => inChangeLane(() => recordTokenUses(db, uses)),
    everyMs: WRITE_USES_EVERY_MS,
    holdMs: USES_HELD_MS,
    now: CLOCKS.now,
    onError: (error) => log.error({ err: error }, "token use is not written yet"),
  });
  let publicUrl = "";
  const app: App = {
    service,
    usage,
    leases: verifying.leases,
    url: () => publicUrl,
    isSecure: config.baseUrl?.protocol === "https:",
    basePath: basePathOf(config.baseUrl),
    state: { draining: false },
  };
  const pageFolder = join(import.meta.dirname, "../public");
  const { trustProxy, maxConnections } = config;
  const metrics = meters && openMetrics(config, service, meters);
  const server = await buildServer({ app, log, trustProxy, maxConnections, pageFolder, metrics });
  const listening = await server.listen({ host: config.host, port: config.port });
  publicUrl = (config.baseUrl?.href ?? listening).replace(/\/$/, "");
  warnOfSilence(config, log);
  const background = workInBackground(config, log, app);
  return {
    url: publicUrl,
    setUpLink: service.setUpSecret && `${publicUrl}/setup#${service.setUpSecret}`,
    async stop() {
      app.state.draining = true;
      await delay(DRAIN_NOTICE_MS);
      verifying.leases.close();
      await server.close();
      await background.close();
      await usage.close();
      await verifying.close();
      await db.destroy();
    },
  };
}

/** What this process counts, for whoever shows the token that is configured. */
function openMetrics(
  { databaseUrl, metricsToken }: Config,
  { db, memory, standing }: Service,
  { registry, happened }: OpenMeters,
): Metrics | undefined {
  if (metricsToken === undefined) return undefined;
  onCommit(db, ({ events }) => events.forEach(happened));
  addGauges(registry, {
    ...CLOCKS,
    release: VERSION,
    database: isShareable(databaseUrl) ? "postgres" : "sqlite",
    countTokens: () => countAllTokens(db, CLOCKS.now()),
    verifier: () => ({
      revision: memory.applied,
      held: memory.size,
      isInForce: standing.isInForce(),
    }),
  });
  return { registry, token: metricsToken };
}

/** Every commit stands in the journal, where there is one, before it is answered. */
async function openOwnJournal({ revocationJournal }: Config, db: Db): Promise<RevocationJournal | undefined> {
  if (revocationJournal === undefined) return undefined;
  const journal = await openJournal(revocationJournal, await currentRevision(db));
  recordCommits(db, journal.append);
  return journal;
}

/** Alone on a file; on a database server as one of any number. */
function openVerifying(
  { databaseUrl, leaseSeconds }: Config,
  { db, log, refuse }: { db: Db; log: Logger; refuse: (db: Db) => Promise<void> },
): Promise<Verifying> {
  const options = { leaseMs: leaseSeconds * 1000, ...CLOCKS, name: `${hostname()}:${process.pid}` };
  if (!isShareable(databaseUrl)) return verifyAlone(db, options);
  // It looks for dead verifiers all the time, so that no change has to wait for them.
  return inChangeLane(() =>
    verifyAsReplica(db, {
      ...options,
      url: databaseUrl,
      refuse,
      onLost: (error) => log.error({ err: error }, "no lease: checks are answered with 503"),
      onHeld: () => log.info("there is a lease again"),
      onTimeDifference: ({ aheadMs, isFar }) =>
        isFar
          ? log.warn({ aheadMs }, "this machine's clock is far from the database's: tokens expire by it")
          : log.info({ aheadMs }, "this machine's clock is close to the database's again"),
    }),
  );
}

interface ServiceOptions
  extends Pick<Config, "tokenPrefix">, Partial<Pick<Config, "auditKey" | "webhooksPrivate">> {
  meters?: Meters;
  signInPolicy?: SignInPolicy;
}

/** What the use cases work with, on the real clocks and the system's randomness. */
export async function createService(
  {
    tokenPrefix,
    auditKey,
    webhooksPrivate = false,
    meters = NO_METERS,
    signInPolicy = { provider: undefined, admission: [], passwords: "everyone" },
  }: ServiceOptions,
  db: Db,
  { memory, refused, rates, standing, leases, name }: Verifying,
): Promise<Service> {
  return {
    db,
    ...CLOCKS,
    random: drawBytes,
    tokenPrefix,
    passwords: await createPasswords(),
    throttle: createSignInThrottle(db, CLOCKS.now),
    signInPolicy,
    webhooksPrivate,
    setUpSecret: (await hasUsers(db)) ? undefined : newSecret(drawBytes),
    memory,
    refused,
    rates,
    standing,
    confirm: leases.confirm,
    auditKey: await openAuditKey(db, auditKey),
    verifier: { name },
    meters,
  };
}

/** Without the callback form, and so as the one-argument source of randomness that everything takes. */
function drawBytes(count: number): Uint8Array {
  return randomBytes(count);
}

/** The owner that the environment names, on an empty database. */
async function createFirstOwner(
  { adminEmail, adminPassword }: Config,
  service: Service,
  log: Logger,
): Promise<void> {
  if (!service.setUpSecret || adminEmail === undefined || adminPassword === undefined) return;
  if (await isCommon(adminPassword)) {
    log.warn("TOKENHOUSE_ADMIN_PASSWORD is a password that many people use: let its owner choose another");
  }
  const passwordHash = await service.passwords.hash(adminPassword);
  const owner = { projectName: "Default", name: adminEmail, email: adminEmail, passwordHash };
  await setUp(service, owner, OPERATOR).catch((error: unknown) => {
    // Another server was quicker.
    if (!(error instanceof Refusal && error.code === "already_set_up")) throw error;
    service.setUpSecret = undefined;
  });
}

const OPERATOR: Origin = { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "start" };

/** A rule for a project that is not there lets nobody in. */
async function warnOfRules({ db, signInPolicy }: Service, log: Logger): Promise<void> {
  for (const project of new Set(signInPolicy.admission.map(({ projectSlug }) => projectSlug))) {
    if (!(await findOpenProject(db, project))) {
      log.warn({ project }, "TOKENHOUSE_OIDC_ADMISSION names a project that is not there (yet)");
    }
  }
}

function basePathOf(baseUrl: URL | undefined): string {
  const path = baseUrl?.pathname ?? "/";
  return path.endsWith("/") ? path : `${path}/`;
}
