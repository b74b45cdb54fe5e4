import { expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../../src/core/limits.ts";
import type { Reply } from "../fixture.ts";
import { mint } from "../fixture.ts";
import { startTeam } from "../team.ts";

const { signInsAtOnce, waitingSignIns } = LIMITS;
const TOO_MANY = 10;

test("P16: while more sign in than can be, those on top are told to come back, and checks, lists and revocations go on", async () => {
  const team = await startTeam();
  onTestFinished(team.stop);
  const { value, id } = await mint(team, team.owner.session);
  const { passwords } = team.service;
  const opened = Promise.withResolvers<void>();
  let looked = 0;
  passwords.matches = async () => {
    looked++;
    await opened.promise;
    return false;
  };
  const replies: Reply[] = [];
  const signIns = Array.from({ length: signInsAtOnce + waitingSignIns + TOO_MANY }, async (_, n) => {
    const body = { email: `nobody.${n}@example.com`, password: "a guess like any other" };
    replies.push(await team.call("signIn", {}, { body }));
  });
  await expect.poll(() => replies.length).toBe(TOO_MANY);
  for (const { status, body, headers } of replies)
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "unavailable", "1"]);
  expect(looked).toBe(signInsAtOnce);

  const basic: [string, string] = ["nobody@example.com", "a guess like any other"];
  expect((await team.call("listTokens", { basic })).status).toBe(503);
  const bearer = value;
  const verified = await team.call("verifyToken", { bearer }, { body: { token: value } });
  expect(verified.body.valid).toBe(true);
  expect((await team.call("listTokens", { bearer })).status).toBe(200);
  expect((await team.call("revokeToken", { bearer }, { id, body: {} })).status).toBe(200);
  expect(looked).toBe(signInsAtOnce);

  opened.resolve();
  await Promise.all(signIns);
  const statuses = replies.map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(looked);
  expect(looked).toBeGreaterThan(signInsAtOnce);
  // One address has no more tries than these, and whoever has waited for too long is sent away as well.
  expect([401, 429, 503]).toEqual(expect.arrayContaining([...new Set(statuses)]));
}, 60_000);
