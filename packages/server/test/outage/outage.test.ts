import { createVerifier } from "@tokenhouse/sdk";
import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { signalWithin } from "../chaos/cluster/processes.ts";
import { until } from "../chaos/cluster/until.ts";
import { marginOf } from "../../src/verify/leases.ts";
import type { Caller } from "./call.ts";
import { createCaller } from "./call.ts";
import { startPace } from "./paced.ts";
import type { Conduct, Outage, Sighting } from "./sightings.ts";
import { judgeOutage, outcomeBySdk, outcomeOf, see } from "./sightings.ts";
import type { Minted, World } from "./world.ts";
import { mint, openDatabaseServer, openWorld } from "./world.ts";

/** `OUTAGE_SECONDS=60` stops the database for so long, under the default lease. */
const STOPPED_MS = Number(process.env["OUTAGE_SECONDS"] ?? 7) * 1000;
const LEASE_SECONDS = process.env["OUTAGE_SECONDS"] === undefined ? 2 : 10;
const LEASE_MS = LEASE_SECONDS * 1000;
const SLACK_MS = 300;

/** Of a server: ten to read, four for changes, two for leases, and one for a schema that is brought up to date at start. */
const CONNECTIONS_OF_ONE = 17;
const CHECKS_PER_SECOND = 40;
const READS_PER_SECOND = 20;

type DatabaseServer = Awaited<ReturnType<typeof openDatabaseServer>>;

/** What each verifier saw of the tokens that are good, and all of them of one that was revoked before. */
interface Seen {
  good: Map<string, Sighting[]>;
  revoked: Sighting[];
}

async function prepare(): Promise<{
  database: DatabaseServer;
  world: World;
  tokens: Minted[];
  revoked: Minted;
}> {
  const database = await openDatabaseServer();
  onTestFinished(database.close);
  const order = { databaseUrl: database.url, leaseSeconds: LEASE_SECONDS, names: ["one", "two"] };
  const world = await openWorld(order);
  onTestFinished(world.close);
  const authorization = `Bearer ${world.owner.value}`;
  const url = world.replicas[0]?.url ?? "";
  const tokens: Minted[] = [];
  for (let n = 0; n < 10; n++) tokens.push(await mint(url, authorization));
  const revoked = await mint(url, authorization);
  const caller = createCaller(url);
  const path = `/v1/tokens/${revoked.id}/revoke`;
  expect((await caller.call({ authorization, path, body: {} })).status).toBe(200);
  caller.close();
  return { database, world, tokens, revoked };
}

/** Checks at every server and in an SDK, all the time; and what needs the database at every server. */
async function startLoad(world: World, tokens: readonly Minted[], revoked: Minted) {
  const authorization = `Bearer ${world.owner.value}`;
  const seen: Seen = { good: new Map(), revoked: [] };
  const paces: { stop: () => Promise<void> }[] = [];
  const pick = (n: number) => tokens[n % tokens.length]?.value ?? "";
  const verify = async (caller: Caller, token: string) =>
    outcomeOf(await caller.call({ authorization, path: "/v1/verify", body: { token } }));
  for (const { name, url } of world.replicas) {
    const [caller, reader] = [createCaller(url), createCaller(url)];
    const sightings: Sighting[] = [];
    seen.good.set(name, sightings);
    paces.push(
      startPace(CHECKS_PER_SECOND, (n) => see(sightings, () => verify(caller, pick(n)))),
      startPace(5, () => see(seen.revoked, () => verify(reader, revoked.value))),
      startPace(READS_PER_SECOND, async () => {
        await reader.call({ authorization, path: "/v1/tokens" }).catch(() => undefined);
      }),
    );
    onTestFinished(() => [caller, reader].forEach(({ close }) => close()));
  }
  const sdk = await createVerifier({
    url: world.replicas[1]?.url ?? "",
    token: world.owner.value,
    name: "api",
  });
  onTestFinished(() => sdk.close());
  const sightings: Sighting[] = [];
  seen.good.set("SDK", sightings);
  paces.push(startPace(CHECKS_PER_SECOND, (n) => see(sightings, () => outcomeBySdk(sdk.verify(pick(n))))));
  return { seen, stop: () => Promise.all(paces.map((pace) => pace.stop())) };
}

/** Waits until all have accepted some checks that began after an instant. */
async function untilAccepted({ good }: Seen, since: number): Promise<void> {
  await until(
    () => {
      const isSome = (sightings: Sighting[]) =>
        sightings.filter(({ outcome, beganAt }) => outcome === "accepted" && beganAt > since).length > 20;
      return [...good.values()].every(isSome) || undefined;
    },
    () => "Not everybody accepts good tokens",
  );
}

/** Lets time pass while the load goes on. */
function pass(ms: number): Promise<unknown> {
  const endsAt = performance.now() + ms;
  return until(
    () => performance.now() > endsAt || undefined,
    () => "Time stands still",
  );
}

interface Connections {
  /** At once, at most. */
  most: number;
  /** Made in all since the database is back. */
  made: number;
}

/** Watches the servers' connections for as long as they have to be well again. */
async function watchConnections(url: string): Promise<Connections> {
  const client = new Client({ connectionString: url, application_name: "watching" });
  await client.connect();
  const count = async (text: string) => Number((await client.query<{ n: string }>(text)).rows[0]?.n);
  const sessions = "select sessions as n from pg_stat_database where datname = 'postgres'";
  const open = "select count(*) as n from pg_stat_activity where application_name = 'tokenhouse'";
  const before = await count(sessions);
  const endsAt = performance.now() + 5000;
  let most = 0;
  while (performance.now() < endsAt) most = Math.max(most, await count(open));
  const made = (await count(sessions)) - before + most;
  await client.end();
  return { most, made };
}

test.each(["stopped", "frozen"] as const)(
  "while PostgreSQL is %s, servers and SDKs answer from memory for their lease, then 503, and are well soon after its return",
  async (how) => {
    const { database, world, tokens, revoked } = await prepare();
    const { seen, stop } = await startLoad(world, tokens, revoked);
    // Long enough that each renewal comes a third of a lease after the one before.
    await pass(LEASE_MS * 1.8);
    await untilAccepted(seen, performance.now());
    const wentAt = performance.now();
    await (how === "stopped" ? database.crash() : signalWithin(database.folder, "SIGSTOP"));
    const goneAt = performance.now();
    await pass(STOPPED_MS);
    const returnsAt = performance.now();
    if (how === "frozen") await signalWithin(database.folder, "SIGCONT");
    else await database.start();
    const backAt = performance.now();
    const connections = await watchConnections(database.url);
    await untilAccepted(seen, performance.now());
    await stop();
    const outage = {
      wentAt,
      goneAt,
      returnsAt,
      backAt,
      leaseMs: LEASE_MS,
      marginMs: marginOf(LEASE_MS),
      slackMs: SLACK_MS,
    };
    const conducts = [...seen.good].map(([name, sightings]): [string, Conduct] => [
      name,
      judgeOutage(sightings, outage),
    ]);
    process.stdout.write(`${told(how, conducts, connections)}\n`);
    for (const [name, { faults }] of conducts) expect(faults, name).toEqual([]);
    expectRevoked(seen.revoked, outage);
    expect(connections.most).toBeLessThanOrEqual(2 * CONNECTIONS_OF_ONE);
    expect(connections.made).toBeLessThanOrEqual(4 * CONNECTIONS_OF_ONE);
  },
  120_000 + 2 * STOPPED_MS,
);

/** While anybody can be asked, it is refused; accepted it is never. */
function expectRevoked(sightings: readonly Sighting[], { wentAt, backAt }: Outage): void {
  const outcomes = (some: readonly Sighting[]) => [...new Set(some.map(({ outcome }) => outcome))];
  expect(outcomes(sightings)).not.toContain("accepted");
  expect(outcomes(sightings.filter(({ endedAt }) => endedAt < wentAt))).toEqual(["refused"]);
  expect(outcomes(sightings.filter(({ beganAt }) => beganAt > backAt + 5000))).toEqual(["refused"]);
}

function told(how: string, conducts: [string, Conduct][], { most, made }: Connections): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const each = conducts.map(
    ([name, { bridgedMs, wellAfterMs }]) =>
      `${name}: ${seconds(bridgedMs)} from memory, well ${seconds(wellAfterMs)} after`,
  );
  return `PostgreSQL ${how} for ${seconds(STOPPED_MS)}, leases of ${seconds(LEASE_MS)}: ${each.join("; ")}; ${most} connections at most, ${made} made`;
}

describe("the same judge finds a verifier that", () => {
  const outage = {
    wentAt: 0,
    goneAt: 100,
    returnsAt: 8900,
    backAt: 9000,
    leaseMs: 3000,
    marginMs: 100,
    slackMs: 0,
  };
  const at = (beganAt: number, outcome: Sighting["outcome"]) => ({ beganAt, endedAt: beganAt + 10, outcome });
  const sound = [at(-50, "accepted"), at(2500, "accepted"), at(4000, "unavailable"), at(9100, "unavailable"), at(9500, "accepted")]; // prettier-ignore

  test("does nothing wrong", () => {
    expect(judgeOutage(sound, outage)).toEqual({ bridgedMs: 2500, wellAfterMs: 510, faults: [] });
  });

  test.each([
    [at(3101, "accepted"), "1 accepted later than a lease after the stop"],
    [at(1800, "unavailable"), "1 given up before two thirds of a lease"],
    [at(4000, "refused"), "1 refused though good"],
    [at(4000, "broken"), "1 neither a verdict nor 503 with Retry-After"],
    [at(14_001, "unavailable"), "1 not well 5 s after the return"],
  ])("has seen %o", (sighting, fault) => {
    expect(judgeOutage([...sound, sighting], outage).faults).toEqual([fault]);
  });

  test("holds its checks up while it could answer them", () => {
    const { faults } = judgeOutage(
      [sound[0], ...sound.slice(2)].flatMap((one) => one ?? []),
      outage,
    );
    expect(faults).toEqual(["silent before two thirds of a lease"]);
  });

  test("never comes back", () => {
    expect(judgeOutage(sound.slice(0, 4), outage).faults).toEqual(["not accepted again at all"]);
  });
});
