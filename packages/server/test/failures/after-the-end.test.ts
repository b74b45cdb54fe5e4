import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation, Minted, Reply } from "../fixture.ts";
import { mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());

const works = async (value: string) => (await team.call("getMe", { bearer: value })).status === 200;

interface Attempt {
  act: string;
  beganAt: number;
  reply: Reply;
}

/** What somebody does with a stolen token who sees it end. */
function actsOf({ value }: Minted, other: Minted): Record<string, () => Promise<Reply>> {
  const by = { bearer: value };
  const { id } = other;
  return {
    create: () => team.call("createToken", by, { body: { lifetimeDays: 30 } }),
    "create by the older API": () =>
      team.call("createApiAccessToken", by, { body: { lifetimeSeconds: 3600 } }),
    rotate: () => team.call("rotateToken", by, { id, body: { overlapSeconds: 0 } }),
    revoke: () => team.call("revokeToken", by, { id }),
    restore: () => team.call("restoreToken", by, { id }),
    list: () => team.call("listTokens", by),
  };
}

test("C-18: a token that tries all the time while it is being revoked does nothing that begins after the answer", async () => {
  const attempts: Attempt[] = [];
  const late: Attempt[] = [];
  const stolen: Minted[] = [];
  for (let round = 0; round < 10; round++) {
    const [token, other] = [await mint(team, team.owner.session), await mint(team, team.owner.session)];
    stolen.push(token);
    let endedAt = Infinity;
    const before = attempts.length;
    const lanes = Object.entries(actsOf(token, other)).map(async ([act, attempt]) => {
      for (let n = 0; n < 1000; n++) {
        const beganAt = performance.now();
        const reply = await attempt();
        (beganAt > endedAt ? late : attempts).push({ act, beganAt, reply });
        if (beganAt > endedAt) return;
      }
      throw new Error("The revocation was never answered");
    });
    await expect.poll(() => attempts.length - before).toBeGreaterThan(20);
    const { body } = await team.call("revokeToken", team.owner.session, { id: token.id });
    endedAt = performance.now();
    expect(body.receipt.confirmed).toBe(true);
    await Promise.all(lanes);
  }
  expect(late.length).toBeGreaterThan(50);
  expect(late.filter(({ reply }) => reply.status !== 401).map(({ act }) => act)).toEqual([]);
  const acts = attempts.filter(({ reply }) => reply.status < 300).map(({ act }) => act);
  expect(new Set(acts).size).toBeGreaterThan(4);

  // What it had made until then is told by the log, and ended in one step.
  const made = attempts.flatMap(({ reply: { status, body } }) => {
    return status === 201 ? [String(body.value ?? body.tokenValue)] : [];
  });
  const { body: events } = await team.call("exportAuditJson", team.owner.session, {
    query: { event: "token.created" },
  });
  const ids = new Set(stolen.map(({ id }) => id));
  const successors: string[] = events
    .filter(({ origin }: { origin: { tokenId: string | null } }) => ids.has(String(origin.tokenId)))
    .map(({ tokenId }: { tokenId: string }) => tokenId);
  expect(successors.length).toBeGreaterThan(5);
  for (let at = 0; at < successors.length; at += 100) {
    const change = { action: "revoke", ids: successors.slice(at, at + 100) };
    const { body } = await team.call("changeProjectTokens", team.owner.session, { body: change });
    expect(body.skipped).toBe(0);
  }
  const rotated = new Set(
    attempts.filter(({ act }) => act === "rotate").map(({ reply }) => String(reply.body.value)),
  );
  for (const value of made.filter((one) => !rotated.has(one))) expect(await works(value)).toBe(false);
}, 120_000);

test.each([0, 3600])(
  "C-19: fifty late uses of the old value (overlap %i s) harm the new one in nothing, and are told in the log",
  async (overlapSeconds) => {
    const old = await mint(team, team.owner.session);
    const body = { overlapSeconds };
    const rotated = await team.call("rotateToken", team.owner.session, { id: old.id, body });
    const fresh = String(rotated.body.value);
    const before = team.logLines.length;
    const late = await Promise.all(
      Array.from(
        { length: 50 },
        async (_, n) => [await works(n % 2 ? old.value : fresh), n % 2 === 0] as const,
      ),
    );
    for (const [worked, isFresh] of late) expect(worked).toBe(isFresh || overlapSeconds > 0);
    expect(await works(fresh)).toBe(true);
    const shown = (await team.call("getToken", team.owner.session, { id: old.id })).body;
    expect(shown).toMatchObject({ status: "active", version: 2 });
    const told = team.logLines.slice(before).filter((line) => line.includes("token refused"));
    expect(told).toHaveLength(overlapSeconds > 0 ? 0 : 25);
    for (const line of told) expect(JSON.parse(line)).toMatchObject({ code: "revoked", tokenId: old.id });
    const again = await team.call("endOverlap", team.owner.session, { id: old.id });
    expect(again.status).toBe(200);
    expect([await works(old.value), await works(fresh)]).toEqual([false, true]);
  },
);

test("C-24: of tokens whose names look alike one act concerns the one whose id it names", async () => {
  const names = ["deploy", "d\u0435ploy", "deploy\u200B", "Deploy", "deploy ", "\uFF44eploy"];
  const tokens: Minted[] = [];
  for (const name of names) {
    const body = { name, lifetimeDays: 1 };
    const made = await team.call("createToken", team.owner.session, { body });
    if (made.status === 201) tokens.push({ value: String(made.body.value), id: String(made.body.token.id) });
  }
  expect(tokens.length).toBeGreaterThan(2);
  tokens.push(await mint(team, team.admin.session, { name: "deploy" }));
  const hints = tokens.map(async ({ id }) => {
    const { body } = await team.call("getToken", team.owner.session, { id });
    return String(body.hint);
  });
  expect(new Set(await Promise.all(hints)).size).toBe(tokens.length);
  for (const [at, { id }] of tokens.entries()) {
    expect((await team.call("revokeToken", team.owner.session, { id })).body.token.id).toBe(id);
    const states = await Promise.all(tokens.map(({ value }) => works(value)));
    expect(states).toEqual(tokens.map((_, n) => n > at));
  }
});
