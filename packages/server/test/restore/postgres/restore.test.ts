import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Postgres } from "../../../bench/postgres.ts";
import { startPostgres } from "../../../bench/postgres.ts";
import { createDatabaseAt } from "../../storage/postgres-databases.ts";
import type { Minted, Site, World } from "../world.ts";
import { createWorld } from "../world.ts";

let server: Postgres;
let count = 0;

beforeAll(async () => {
  const started = await startPostgres();
  if (!started) throw new Error("PostgreSQL is not installed");
  server = started;
});
afterAll(() => server.stop());

/** A database of its own, or what another one is now: as its own tools would restore it. */
async function database(template = "template0"): Promise<{ name: string; url: string }> {
  const name = `restore_${count++}`;
  const url = new URL(name, server.url).href;
  await createDatabaseAt(url, template);
  return { name, url };
}

async function revoke(site: Site, tokens: readonly Minted[]): Promise<void> {
  for (const { id } of tokens) {
    expect((await site.ask("POST", `/v1/tokens/${id}/revoke`)).status).toBe(200);
  }
}

/** Two servers, each with a journal, have each ended some tokens since the backup; nobody serves any more. */
async function revokedAtTwo(): Promise<{ world: World; other: World; tokens: Minted[]; backup: string }> {
  const origin = await database();
  const world = createWorld(origin.url);
  const other = world.with({ TOKENHOUSE_REVOCATION_JOURNAL: join(world.folder, "other-journal") });
  const before = await world.serve();
  const tokens = await before.mint(6);
  await before.stop();
  const backup = await database(origin.name);
  const [one, two] = [await world.serve(), await other.serve()];
  await revoke(one, tokens.slice(0, 2));
  await revoke(two, tokens.slice(2, 4));
  await Promise.all([one.stop(), two.stop()]);
  return { world, other, tokens, backup: backup.name };
}

const at = ({ url }: { url: string }) => ({ TOKENHOUSE_DATABASE_URL: url });

test("what its own tools have restored is noticed, and served with the journals of all servers replayed", async () => {
  const { world, other, tokens, backup } = await revokedAtTwo();
  const restored = at(await database(backup));
  for (const one of [world, other]) {
    await expect(one.with(restored).serve()).rejects.toThrow("older than its revocation journal");
  }
  const half = await world.with(restored).cli("restore", "--journal", world.journal);
  expect(half).toMatchObject({ code: 0, stderr: "" });
  // What the other server ended is missing still.
  await expect(other.with(restored).serve()).rejects.toThrow("older than its revocation journal");
  const whole = await world
    .with(restored)
    .cli("restore", "--journal", world.journal, "--journal", other.journal, "--json");
  expect(JSON.parse(whole.stdout)).toMatchObject({ decision: "replayed", tokensEnded: 2 });
  const [one, two] = [await world.with(restored).serve(), await other.with(restored).serve()];
  expect(await one.accepted(tokens)).toEqual(tokens.slice(4));
  expect(await two.accepted(tokens)).toEqual(tokens.slice(4));
  await revoke(two, tokens.slice(4, 5));
  expect(await one.accepted(tokens)).toEqual(tokens.slice(5));
  await Promise.all([one.stop(), two.stop()]);
});

test("without a decision no server starts; with --revoke-all none of the tokens is accepted, with --accept all are", async () => {
  const { world, tokens, backup } = await revokedAtTwo();
  const undecided = at(await database(backup));
  expect(await world.with(undecided).cli("restore")).toMatchObject({ code: 0, stderr: "" });
  for (const journal of [world.journal, ""]) {
    const refused = world.with({ ...undecided, TOKENHOUSE_REVOCATION_JOURNAL: journal }).serve();
    await expect(refused).rejects.toThrow(/--journal \S+ .*--revoke-all .*--accept/);
  }
  for (const [decision, accepted] of [
    ["--revoke-all", []],
    ["--accept", tokens],
  ] as const) {
    const restored = world.with(at(await database(backup)));
    expect(await restored.cli("restore", decision)).toMatchObject({ code: 0, stderr: "" });
    const site = await restored.serve();
    expect(await site.accepted(tokens)).toEqual(accepted);
    await site.stop();
  }
});

test("a server under which somebody puts an older database gets no lease any more, and accepts nothing", async () => {
  const { world, tokens, backup } = await revokedAtTwo();
  const served = new URL(world.env["TOKENHOUSE_DATABASE_URL"] ?? "").pathname.slice(1);
  const site = await world.serve();
  expect(await site.accepted(tokens)).toEqual(tokens.slice(4));
  const [revoked] = tokens;
  const statusOf = async () => {
    const headers = { authorization: `Bearer ${revoked?.value}` };
    return (await fetch(`${site.server.url}/v1/me`, { headers })).status;
  };
  const client = new Client({ connectionString: new URL("postgres", server.url).href });
  await client.connect();
  await client.query(`alter database ${served} allow_connections false`);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [served]);
  await expect.poll(statusOf).toBe(503);
  await client.query(`alter database ${served} rename to ${served}_before`);
  await client.query(`alter database ${backup} rename to ${served}`);
  await client.end();
  await expect.poll(() => site.server.output()).toContain("older than its revocation journal");
  expect(await statusOf()).toBe(503);
  await site.server.end("SIGKILL");
  await expect(world.serve()).rejects.toThrow("older than its revocation journal");
});

test("it is neither backed up nor replaced by these commands, nor decided about while a server is connected", async () => {
  const world = createWorld((await database()).url);
  const site = await world.serve();
  const says = (text: string) => ({ code: 6, stdout: "", stderr: expect.stringContaining(text) as string });
  expect(await world.cli("backup", join(world.folder, "backup"))).toMatchObject(
    says("backed up by its own tools"),
  );
  expect(await world.cli("restore", "backup", "--accept")).toMatchObject(says("restored by its own tools"));
  expect(await world.cli("restore", "--accept")).toMatchObject(says("stop all servers first"));
  await site.stop();
});
