import { digestToken } from "@tokenhouse/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation, Minted, Person } from "../fixture.ts";
import { addMember, addProject, mint, NOON, signIn, startInstallation } from "../fixture.ts";

let installation: Installation;
let owner: Person;
let verifier: Minted;

beforeAll(async () => {
  installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
  verifier = await mint(installation, { basic: owner.basic }, { scopes: ["tokens:verify"] });
});
afterAll(() => installation.stop());

async function verify(body: object) {
  return (await installation.call("verifyToken", { bearer: verifier.value }, { body })).body;
}

test("a good value is told with its token, its holder and its project, by value or by digest", async () => {
  const { value, id } = await mint(
    installation,
    { basic: owner.basic },
    { name: "orders", scopes: ["orders:*"] },
  );
  const verdict = await verify({ token: value, scopes: ["orders:read"] });
  expect(verdict).toEqual({
    valid: true,
    code: "valid",
    token: {
      id,
      kind: "personal",
      name: "orders",
      scopes: ["orders:*"],
      expiresAt: "2026-12-22T12:00:00.000Z",
    },
    holder: { type: "user", id: owner.id, name: owner.email, email: owner.email, role: "owner" },
    project: { id: expect.any(String), slug: "main" },
    revision: expect.any(Number),
  });
  expect(await verify({ digest: digestToken(value), scopes: ["orders:read"] })).toEqual(verdict);
});

test("a refusal says why to who may verify, and names itself in the log", async () => {
  const session = await signIn(installation, owner);
  const { value, id } = await mint(installation, session, { scopes: ["orders:read"], lifetimeDays: 1 });
  const codeOf = async (body: object) => (await verify(body)).code;
  expect(await codeOf({ token: "nonsense" })).toBe("malformed");
  expect(await codeOf({ token: value, scopes: ["orders:write"] })).toBe("insufficient_scope");
  expect(await codeOf({ digest: "0".repeat(64) })).toBe("not_found");
  await installation.call("revokeToken", session, { id });
  const verdict = await verify({ token: value });
  expect(verdict).toEqual({
    valid: false,
    code: "revoked",
    denialId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    revision: expect.any(Number),
  });
  const line = installation.logLines.find((one) => one.includes(String(verdict.denialId)));
  expect(JSON.parse(line ?? "{}")).toMatchObject({ code: "revoked", tokenId: id });
  installation.clock.nowMs = NOON + 86_400_000;
  expect(await codeOf({ token: value })).toBe("expired");
  installation.clock.nowMs = NOON;
});

test("an address rule is kept on the check and on our own routes alike (C-29)", async () => {
  const { value } = await mint(
    installation,
    { basic: owner.basic },
    { ipAllowList: ["10.0.0.0/8", "2001:db8::/32"] },
  );
  const codeFrom = async (ip?: string) => (await verify({ token: value, ...(ip && { ip }) })).code;
  expect(await codeFrom("10.1.2.3")).toBe("valid");
  expect(await codeFrom("::ffff:10.1.2.3")).toBe("valid");
  expect(await codeFrom("2001:db8::7")).toBe("valid");
  expect(await codeFrom("11.0.0.1")).toBe("ip_refused");
  expect(await codeFrom()).toBe("ip_refused");
  expect((await installation.call("getMe", { bearer: value })).status).toBe(401);
});

test.each([
  [{}, "token"],
  [{ token: "x", digest: "0".repeat(64) }, "token"],
  [{ digest: "ABC" }, "digest"],
  [{ token: "x", ip: "10.0.0.0/8" }, "ip"],
  [{ token: "x", scopes: [] }, "scopes"],
  [{ token: "x", scopes: "orders:read" }, "scopes"],
  [{ token: "x", scopes: ["__proto__"] }, "scopes.0"],
  [{ token: "x", scopes: ["orders:read", "orders:read"] }, "scopes"],
  [{ token: "x", atLeast: -1 }, "atLeast"],
  [{ token: 7 }, "token"],
])("the question %j is refused at its field (B-22)", async (body, path) => {
  expect((await verify(body)).errors).toMatchObject([{ path }]);
});

test("a check asked for a revision that has not happened yet says so", async () => {
  const session = await signIn(installation, owner);
  const { value, id } = await mint(installation, session);
  const { body } = await installation.call("revokeToken", session, { id });
  const { revision } = body.receipt;
  expect(await verify({ token: value, atLeast: revision })).toMatchObject({ code: "revoked", revision });
  expect(await verify({ token: value, atLeast: revision + 1 })).toMatchObject({
    status: 503,
    code: "unavailable",
  });
});
