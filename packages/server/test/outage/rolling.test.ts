import { expect, onTestFinished, test } from "vitest";
import { until } from "../chaos/cluster/until.ts";
import { startBalancer } from "./balancer.ts";
import type { Balancer } from "./balancer.ts";
import type { Caller } from "./call.ts";
import { createCaller } from "./call.ts";
import type { Pace } from "./paced.ts";
import { startPace } from "./paced.ts";
import type { Minted, World } from "./world.ts";
import { mint, openDatabaseServer, openWorld } from "./world.ts";

/** `ROLLING_CHECKS=100000` makes so many, 1 000 a second. */
const CHECKS = Number(process.env["ROLLING_CHECKS"] ?? 4000);
const CHECKS_PER_SECOND = process.env["ROLLING_CHECKS"] === undefined ? 400 : 1000;
const CHANGES_PER_SECOND = 5;
const LEASE_SECONDS = 10;
const NAMES = ["one", "two", "three"];

async function prepare(): Promise<{ world: World; balancer: Balancer }> {
  const database = await openDatabaseServer();
  onTestFinished(database.close);
  const world = await openWorld({ databaseUrl: database.url, leaseSeconds: LEASE_SECONDS, names: NAMES });
  onTestFinished(world.close);
  const balancer = await startBalancer(world.folder, world.replicas);
  onTestFinished(async () => void (await balancer.stop()));
  const caller = createCaller(balancer.url);
  onTestFinished(caller.close);
  await until(
    () =>
      caller.call({ authorization: "", path: "/livez" }).then(
        ({ status }) => status === 200 || undefined,
        () => undefined,
      ),
    () => "HAProxy does not answer",
  );
  return { world, balancer };
}

/** What was asked for and how long each took, by way of the balancer; and whatever was not as it should be. */
interface Record {
  failures: string[];
  checksMs: number[];
  revokesMs: number[];
}

function startChecks(caller: Caller, { authorization, tokens, record }: Load): Pace {
  return startPace(CHECKS_PER_SECOND, async (n) => {
    const beganAt = performance.now();
    try {
      const token = tokens[n % tokens.length]?.value;
      const { status, body } = await caller.call({ authorization, path: "/v1/verify", body: { token } });
      const isGood = status === 200 && (body as { valid?: boolean }).valid === true;
      if (!isGood) record.failures.push(`check ${n}: ${status} ${JSON.stringify(body)}`);
    } catch (error) {
      record.failures.push(`check ${n}: ${String(error)}`);
    }
    record.checksMs.push(performance.now() - beganAt);
  });
}

/** Generates tokens and revokes them, by whichever server. */
function startChanges(caller: Caller, { authorization, record }: Load): Pace {
  return startPace(CHANGES_PER_SECOND, async (n) => {
    try {
      const made = await caller.call({ authorization, path: "/v1/tokens", body: { lifetimeDays: 1 } });
      const { token } = made.body as { token: { id: string } };
      const beganAt = performance.now();
      const path = `/v1/tokens/${token.id}/revoke`;
      const { status, body } = await caller.call({ authorization, path, body: {} });
      const { receipt } = body as { receipt?: { fenced: string[] } };
      if (status !== 200 || receipt?.fenced.length !== 0)
        record.failures.push(`revocation ${n}: ${status} ${JSON.stringify(body)}`);
      record.revokesMs.push(performance.now() - beganAt);
    } catch (error) {
      record.failures.push(`change ${n}: ${String(error)}`);
    }
  });
}

interface Load {
  authorization: string;
  tokens: readonly Minted[];
  record: Record;
}

async function untilChecked(checks: Pace, count: number): Promise<void> {
  const isReached = () => checks.begun() >= count || undefined;
  await until(isReached, () => "The checks do not go on");
}

/** Stops servers, one after the other, and starts each again while so many checks are made. */
async function restart(
  names: readonly string[],
  signal: "SIGTERM" | "SIGKILL",
  count: number,
): Promise<Record> {
  const { world, balancer } = await prepare();
  const stopped = world.replicas.filter(({ name }) => names.includes(name));
  const authorization = `Bearer ${world.owner.value}`;
  const tokens: Minted[] = [];
  for (let n = 0; n < 10; n++) tokens.push(await mint(balancer.url, authorization));
  const record: Record = { failures: [], checksMs: [], revokesMs: [] };
  const load = { authorization, tokens, record };
  const [caller, changer] = [createCaller(balancer.url), createCaller(balancer.url)];
  onTestFinished(() => [caller, changer].forEach(({ close }) => close()));
  const [checks, changes] = [startChecks(caller, load), startChanges(changer, load)];
  for (const [n, { name, process: current, start }] of stopped.entries()) {
    await untilChecked(checks, (count * (n + 0.5)) / stopped.length);
    expect(await current().end(signal), current().output()).toBe(signal === "SIGTERM" ? 0 : null);
    await start();
    await balancer.untilUp(name);
  }
  await untilChecked(checks, count);
  await Promise.all([checks.stop(), changes.stop()]);
  return record;
}

test(
  "of servers behind HAProxy, each of which is stopped and started in turn under load, no request fails and no revocation waits for a lease",
  async () => {
    const record = await restart(NAMES, "SIGTERM", CHECKS);
    process.stdout.write(`${told(record)}\n`);
    expect(record.failures).toEqual([]);
    expect(record.checksMs.length).toBeGreaterThanOrEqual(CHECKS);
    expect(record.revokesMs.length).toBeGreaterThan(10);
    expect(Math.max(...record.revokesMs)).toBeLessThan((LEASE_SECONDS * 1000 * 2) / 3);
  },
  120_000 + CHECKS * 3,
);

/** Whether anything is under way at the server at that moment is left to chance, so it may have more than one try. */
test("the same run finds what is lost where one is killed", { retry: 3 }, async () => {
  const { failures } = await restart(["one"], "SIGKILL", 1000);
  expect(failures.length).toBeGreaterThan(0);
});

function told({ checksMs, revokesMs, failures }: Record): string {
  const at = (all: readonly number[], share: number) =>
    `${(all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) * share)] ?? 0).toFixed(0)} ms`;
  return `${checksMs.length} checks through 3 restarts, 99 % within ${at(checksMs, 0.99)}, all within ${at(checksMs, 1)}; ${revokesMs.length} revocations, all within ${at(revokesMs, 1)}; ${failures.length} failures`;
}
