import { expect, onTestFinished, test } from "vitest";
import { authenticatePassword } from "../../src/service/authenticate.ts";
import type { Origin } from "../../src/service/context.ts";
import type { Installation } from "../fixture.ts";
import { addServiceAccount, forgetTries, mint, replyOf, signIn } from "../fixture.ts";
import { setUpSecondFactor } from "../second-factors.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

const ORIGIN: Origin = { carrier: "none", tokenId: null, ip: "192.0.2.1", userAgent: "", requestId: "" };

/** An installation in which everything has happened that leaves a row. */
async function startBusyTeam(): Promise<Installation & Team> {
  const team = await startTeam({ everyoneMayGenerate: true });
  onTestFinished(() => team.stop());
  const as = team.owner.session;
  const { id } = await mint(team, as, { rateLimit: { requests: 10, windowSeconds: 60 } });
  await team.call("rotateToken", as, { id, body: { overlapSeconds: 3600 } });
  const headers = { "idempotency-key": "a key that is kept" };
  const { value } = await mint(team, { ...team.member.session, headers });
  await mint(team, as, {
    serviceAccount: await addServiceAccount(team, as, { name: "runner", role: "admin" }),
  });
  const invited = { email: "invited@example.com", name: "Invited", role: "admin" };
  expect((await team.call("addMember", as, { body: invited })).status).toBe(201);
  const verifier = { name: "orders api", mode: "memory" };
  await team.call("registerVerifier", { bearer: (await mint(team, as)).value }, { body: verifier });
  await team.call("getMe", { bearer: value });
  await setUpSecondFactor(team, team.member.session);
  await team.flush();
  return team;
}

/** Every column of every row, by its table and name. */
async function columnsOf({ service: { db } }: Installation): Promise<[string, unknown][]> {
  const tables = await db.introspection.getTables();
  const columns: [string, unknown][] = [];
  for (const { name } of tables) {
    const rows = await db
      .selectFrom(name as "tokens")
      .selectAll()
      .execute();
    for (const row of rows)
      for (const [column, value] of Object.entries(row)) columns.push([`${name}.${column}`, value]);
  }
  return columns;
}

/** All the ways in which a thief could write a value down. */
function formsOf(value: unknown): string[] {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return [
      bytes.toString("hex"),
      bytes.toString("base64"),
      bytes.toString("base64url"),
      bytes.toString("latin1"),
    ];
  }
  const text = String(value);
  return [text, ...Array.from(text.matchAll(/"([^"]+)"/g), ([, part = ""]) => part)];
}

/** What a header can carry. */
const isSendable = (text: string) => /^[\x21-\x7e]+$/.test(text);

test("C-26: of a stolen database no column's value, in no form, is a token, a session, a link or a password", async () => {
  const team = await startBusyTeam();
  const columns = await columnsOf(team);
  const tables = new Set(columns.map(([name]) => name.split(".")[0]));
  for (const table of [
    "tokens",
    "token_versions",
    "sessions",
    "devices",
    "invitations",
    "users",
    "idempotency_keys",
    "second_factors",
    "recovery_codes",
  ])
    expect(tables).toContain(table);
  const tried = new Map(columns.flatMap(([name, value]) => formsOf(value).map((form) => [form, name])));
  expect(tried.size).toBeGreaterThan(150);
  const opened: string[] = [];
  for (const [form, name] of tried) {
    if (!isSendable(form)) continue;
    for (const [way, status] of await answersTo(team, form)) if (status < 300) opened.push(`${name}: ${way}`);
  }
  expect(opened).toEqual([]);
}, 120_000);

/** The statuses of a value as a token, a session and the secret of either link. */
async function answersTo({ url }: Installation, form: string): Promise<[string, number][]> {
  const get = (headers: Record<string, string>) => fetch(`${url}/v1/me`, { headers });
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const project = { name: "Mine" };
  const owner = { name: "Thief", email: "thief@example.com", password: "a password of the thief's" };
  const answers = {
    token: get({ authorization: `Bearer ${form}` }),
    session: get({ cookie: `tokenhouse_session=${encodeURIComponent(form)}` }),
    invitation: post("/v1/invitation", { secret: form }),
    "set-up link": post("/v1/setup", { secret: form, project, owner }),
  };
  const statuses = Object.entries(answers).map(async ([way, answer]): Promise<[string, number]> => [
    way,
    (await replyOf(await answer)).status,
  ]);
  return Promise.all(statuses);
}

test("C-26: nor does a stored hash sign its owner in", async () => {
  const team = await startBusyTeam();
  const secret = /hash|digest|key/;
  const forms = (await columnsOf(team))
    .filter(([name]) => secret.test(name))
    .flatMap(([, value]) => formsOf(value));
  const tried = [...new Set(forms)].filter((form) => form.length <= 128 && !form.includes("\0"));
  expect(tried.some((form) => form.startsWith("$argon2"))).toBe(true);
  for (const password of tried) {
    await forgetTries(team);
    const signingIn = authenticatePassword(team.service, { email: team.owner.email, password }, ORIGIN);
    await expect(signingIn).rejects.toMatchObject({ code: "invalid_credentials" });
  }
  await forgetTries(team);
  await signIn(team, team.owner);
}, 120_000);
