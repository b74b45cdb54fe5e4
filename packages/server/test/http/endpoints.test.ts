import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation } from "../fixture.ts";
import { addServiceAccount, mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
});
afterAll(() => team.stop());

/** The endpoints of a caller, or of a token that they would make. */
async function endpoints(credentials: Credentials, scopes?: string[]): Promise<string[]> {
  const query = scopes && { query: { scopes: scopes.join(",") } };
  const { status, text, body } = await team.call("listEndpoints", credentials, query);
  expect(status, text).toBe(200);
  return body.items.map((item: { method: string; path: string }) => `${item.method} ${item.path}`);
}

const SETS = [
  ["*"],
  ["tokens:read"],
  ["tokens:write", "tokens:verify"],
  ["members:*", "audit:read"],
  ["settings:read", "tokens:*"],
  ["orders:read", "orders:write:eu/*"],
];

test("the endpoints of a caller are those that they may really use", async () => {
  const pathsFor = async (scopes: string[]) =>
    endpoints({ bearer: (await mint(team, team.owner.session, { scopes })).value });
  const all = await pathsFor(["*"]);
  expect(all).toContain("POST /v1/tokens");
  expect(all).not.toContain("DELETE /v1/session");
  const narrow = await pathsFor(["tokens:read"]);
  expect(narrow).toContain("GET /v1/tokens/{id}");
  expect(narrow).not.toContain("POST /v1/verify");
});

test.each(SETS)("what a token with %s, … would open is told before it is made", async (...scopes) => {
  for (const { session } of [team.owner, team.admin, team.member]) {
    const told = await endpoints(session, scopes);
    const { value } = await mint(team, session, { scopes: scopesFor(session, scopes) });
    expect(told).toEqual(await endpoints({ bearer: value }));
  }
});

/** A member may not grant what their role does not hold: what is left of it opens the same endpoints. */
function scopesFor(session: Credentials, scopes: string[]): string[] {
  if (session !== team.member.session) return scopes;
  const ours = ["*", "tokens:read", "tokens:write", "settings:read"];
  const held = new Set([...ours, "orders:read", "orders:write:eu/*"]);
  const left = scopes.flatMap((scope) => (scope === "tokens:*" ? ["tokens:read", "tokens:write"] : [scope]));
  const granted = left.filter((scope) => held.has(scope));
  return granted.length > 0 ? granted : ["orders:none"];
}

test("a token tells of nothing that it could not hand on", async () => {
  const { value } = await mint(team, team.owner.session, { scopes: ["tokens:read", "settings:read"] });
  expect(await endpoints({ bearer: value }, ["tokens:read", "tokens:write", "settings:*"])).toEqual(
    await endpoints({ bearer: value }),
  );
  expect(await endpoints({ bearer: value }, ["*"])).toEqual(await endpoints({ bearer: value }));
  const machine = await addServiceAccount(team, team.owner.session, { name: "Verifier", role: "verifier" });
  const verifier = await mint(team, team.owner.session, { serviceAccount: machine });
  const told = await endpoints({ bearer: verifier.value }, ["*"]);
  expect(told).toContain("POST /v1/verify");
  expect(told).not.toContain("GET /v1/tokens");
});

test("what only a signed-in person can do is no token's, whatever its scopes", async () => {
  const told = await endpoints(team.owner.session, ["*"]);
  expect(told).not.toContain("POST /v1/profile/password");
  expect(told).toContain("GET /v1/me");
  expect(await endpoints(team.owner.session)).toContain("DELETE /v1/session");
});

test.each(["", ",", "orders", "orders:read,", "orders:read,orders:read", "orders:read tokens:read", "**"])(
  "scopes that are none are refused: %j (B-22)",
  async (scopes) => {
    const refused = await team.call("listEndpoints", team.owner.session, { query: { scopes } });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "invalid_request", errors: [{ path: "scopes" }] },
    });
  },
);
