import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Installation, Minted } from "../fixture.ts";
import { mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
/** May be used twice a minute. */
let limited: Minted;
let verifier: Minted;

beforeAll(async () => {
  team = await startTeam();
  verifier = await mint(team, team.owner.session, { scopes: ["tokens:verify"] });
});
afterAll(() => team.stop());
beforeEach(async () => {
  limited = await mint(team, team.owner.session, { rateLimit: { requests: 2, windowSeconds: 60 } });
});

const forward = (profile = "forward") =>
  fetch(`${team.url}/auth/${profile}`, { headers: { authorization: `Bearer ${limited.value}` } });
const verify = async () =>
  (await team.call("verifyToken", { bearer: verifier.value }, { body: { token: limited.value } })).body;

test("a proxy is told what is left, then 429 with the time to wait, until there is room again", async () => {
  for (const left of ["1", "0"]) {
    const { status, headers } = await forward();
    expect(status).toBe(200);
    expect(headers.get("ratelimit-policy")).toBe('"token";q=2;w=60');
    expect(headers.get("ratelimit")).toMatch(new RegExp(`^"token";r=${left};t=\\d+$`));
  }
  const refused = await forward();
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("30");
  const byNginx = await forward("nginx");
  expect([byNginx.status, byNginx.headers.get("x-auth-reason")]).toEqual([403, "rate_limited"]);
  team.clock.nowMs += 30_000;
  expect((await forward()).status).toBe(200);
});

test("every way to use a token takes from the same rate", async () => {
  expect((await forward()).status).toBe(200);
  expect(await verify()).toMatchObject({ valid: true, rateLimit: { limit: 2, remaining: 0 } });
  expect(await verify()).toMatchObject({ valid: false, code: "rate_limited", rateLimit: { remaining: 0 } });
  const own = await team.call("getMe", { bearer: limited.value });
  expect([own.status, own.body.code]).toEqual([429, "rate_limited"]);
  expect(own.headers.get("retry-after")).toMatch(/^\d+$/);
});

test("introspection tells a token's state: it takes nothing from the rate, and a used-up one is active", async () => {
  const introspect = async () => {
    const asked = new URLSearchParams({ token: limited.value });
    const headers = { authorization: `Bearer ${verifier.value}` };
    const answer = await fetch(`${team.url}/oauth/introspect`, { method: "POST", headers, body: asked });
    return answer.json();
  };
  const active = expect.objectContaining({ active: true, jti: limited.id });
  for (let n = 0; n < 3; n += 1) expect(await introspect()).toEqual(active);
  expect(await verify()).toMatchObject({ valid: true, rateLimit: { remaining: 1 } });
  expect(await verify()).toMatchObject({ valid: true, rateLimit: { remaining: 0 } });
  expect(await verify()).toMatchObject({ valid: false, code: "rate_limited" });
  expect(await introspect()).toEqual(active);
  await team.call("revokeToken", team.owner.session, { id: limited.id });
  expect(await introspect()).toEqual({ active: false });
});

test("a request that is refused for another reason takes nothing from the rate", async () => {
  const single = await mint(team, team.owner.session, {
    scopes: ["orders:read"],
    rateLimit: { requests: 1, windowSeconds: 60 },
  });
  const ask = async (scope: string) => {
    const body = { token: single.value, scopes: [scope] };
    return (await team.call("verifyToken", { bearer: verifier.value }, { body })).body;
  };
  expect(await ask("orders:write")).toMatchObject({ code: "insufficient_scope" });
  expect(await ask("orders:write")).toMatchObject({ code: "insufficient_scope" });
  expect(await ask("orders:read")).toMatchObject({ valid: true });
  expect(await ask("orders:read")).toMatchObject({ code: "rate_limited" });
});

test("Tokenhouse's own routes tell a limited token what is left", async () => {
  const { status, headers } = await team.call("getMe", { bearer: limited.value });
  expect([status, headers.get("ratelimit")]).toEqual([200, expect.stringMatching(/^"token";r=1;t=\d+$/)]);
});
