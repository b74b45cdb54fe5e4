import { digestToken } from "@tokenhouse/sdk";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import { askProxy } from "./ask-proxy.ts";

/* A token is over from the instant of its expiry on, wherever somebody asks. */

let team: Installation & Team;
/** Outlives what it asks about. */
let checker: Minted;

beforeAll(async () => {
  team = await startTeam({ requireRevokeBeforeDelete: true });
  checker = await mint(team, team.owner.session, { lifetimeDays: 365 });
});
afterAll(() => team.stop());
afterEach(() => {
  team.clock.nowMs = NOON;
});

type Asking = (token: Minted) => Promise<unknown>;

const byChecker = (): Credentials => ({ bearer: checker.value });
const byOwner = (): Credentials => team.owner.session;

/** What is told of a value where it is presented, each as it is before its expiry and from then on. */
const PRESENTED: [where: string, asking: Asking, before: unknown, after: unknown][] = [
  ["at a route", async ({ value }) => (await team.call("getMe", { bearer: value })).status, 200, 401],
  [
    "where a token makes another",
    async ({ value }) => {
      const body = { lifetimeDays: 1 };
      return (await team.call("createToken", { bearer: value }, { body })).status;
    },
    201,
    401,
  ],
  ["where it is checked", async ({ value }) => (await verify({ token: value })).code, "valid", "expired"],
  [
    "where its digest is checked",
    async ({ value }) => (await verify({ digest: digestToken(value) })).code,
    "valid",
    "expired",
  ],
  [
    "where memory holds it",
    async ({ value }) => {
      const { nowMs } = team.clock;
      team.clock.nowMs = NOON;
      expect((await verify({ token: value })).valid).toBe(true);
      team.clock.nowMs = nowMs;
      return (await verify({ token: value })).code;
    },
    "valid",
    "expired",
  ],
  [
    "in a batch",
    async ({ value }) => {
      const { body } = await team.call("verifyTokens", byChecker(), { body: { checks: [{ token: value }] } });
      return body.verdicts[0].code;
    },
    "valid",
    "expired",
  ],
  [
    "where a verifier fills its memory",
    async ({ value }) => {
      const registered = await team.call("registerVerifier", byChecker(), {
        body: { name: "sdk", mode: "memory" },
      });
      const id = String(registered.body.id);
      const asked = { id, body: { digest: digestToken(value) } };
      const { body } = await team.call("verifyForVerifier", byChecker(), asked);
      await team.call("releaseVerifier", byChecker(), { id });
      return [body.verdict.code, body.grant !== null];
    },
    ["valid", true],
    ["expired", false],
  ],
  [
    "at introspection",
    async ({ value }) =>
      (await team.call("introspectToken", byChecker(), { body: { token: value } })).body.active,
    true,
    false,
  ],
  [
    "as an OAuth client",
    async ({ id, value }) => {
      const body = { token: "x", client_id: id, client_secret: value };
      return (await team.call("introspectToken", {}, { body })).status;
    },
    200,
    401,
  ],
  ["where nginx asks", ({ value }) => askedBy("/auth/nginx", value), 200, 401],
  ["where a forwarding proxy asks", ({ value }) => askedBy("/auth/forward", value), 200, 401],
  ["where Envoy asks", ({ value }) => askedBy("/auth/envoy/orders", value), 200, 401],
];

/** What is told of a token, or may be done with it, by its id. */
const NAMED: typeof PRESENTED = [
  ["when it is shown", async ({ id }) => (await shown(id)).status, "active", "expired"],
  [
    "in a list of active ones",
    async ({ value }) => {
      const query = { status: "active", digest: digestToken(value) };
      return (await team.call("listTokens", byOwner(), { query })).body.total;
    },
    1,
    0,
  ],
  [
    "in a list of expired ones",
    async ({ value }) => {
      const query = { status: "expired", digest: digestToken(value) };
      return (await team.call("listProjectTokens", byOwner(), { query })).body.total;
    },
    0,
    1,
  ],
  [
    "in a list of those that end within a day",
    async ({ value }) => {
      const query = { expiresWithinDays: "1", digest: digestToken(value) };
      return (await team.call("listTokens", byOwner(), { query })).body.total;
    },
    1,
    0,
  ],
  [
    "in a summary, where none has expired before",
    async () => (await team.call("summarizeProjectTokens", byOwner())).body.expired > 0,
    false,
    true,
  ],
  [
    "among the grants of a mirror",
    async ({ value }) => {
      const body = { name: "mirror", mode: "mirror" };
      const id = String((await team.call("registerVerifier", byChecker(), { body })).body.id);
      const { items } = (await team.call("listGrants", byChecker(), { id })).body;
      await team.call("releaseVerifier", byChecker(), { id });
      return items.some((grant: { digest: string }) => grant.digest === digestToken(value));
    },
    true,
    false,
  ],
  [
    "when it is restored",
    async ({ id }) => {
      await team.call("revokeToken", byOwner(), { id });
      const { status, body } = await team.call("restoreToken", byOwner(), { id });
      return body.code ?? status;
    },
    200,
    "token_expired",
  ],
  [
    "when it is rotated",
    async ({ id }) => {
      const { status, body } = await team.call("rotateToken", byOwner(), { id, body: { overlapSeconds: 0 } });
      return body.code ?? status;
    },
    201,
    "not_active",
  ],
  [
    "when it is deleted, where an active one is not",
    async ({ id }) => {
      const { status, body } = await team.call("deleteToken", byOwner(), { id });
      return body.code ?? status;
    },
    "revoke_first",
    204,
  ],
];

async function verify(body: object) {
  return (await team.call("verifyToken", byChecker(), { body })).body;
}

async function shown(id: string) {
  return (await team.call("getToken", byOwner(), { id })).body;
}

async function askedBy(path: string, value: string): Promise<number> {
  return (await askProxy(team.url + path, { value })).status;
}

/** What is answered a millisecond before the end of a token, at it, and a millisecond after it. */
async function around(endMs: number, asking: () => Promise<unknown>): Promise<unknown[]> {
  const outcomes = [];
  for (const offsetMs of [-1, 0, 1]) {
    team.clock.nowMs = endMs + offsetMs;
    outcomes.push(await asking());
  }
  return outcomes;
}

test.each([...PRESENTED, ...NAMED])(
  "a token is over at the very instant of its expiry and not a millisecond sooner %s (B-20)",
  async (_, asking, before, after) => {
    const own = { lifetimeDays: 1, scopes: ["*"] };
    const tokens = [await issue(own), await issue(own), await issue(own)];
    const outcomes = await around(NOON + DAY_MS, () => asking(tokens.shift() ?? checker));
    expect(outcomes).toEqual([before, after, after]);
  },
);

function issue(body: Record<string, unknown>): Promise<Minted> {
  return mint(team, team.owner.session, body);
}

test("a service account is free to go at the very instant when its last token expires (B-20)", async () => {
  const accounts = await Promise.all(
    ["one", "two", "three"].map((name) => addServiceAccount(team, byOwner(), { name, role: "member" })),
  );
  for (const serviceAccount of accounts) await issue({ serviceAccount, lifetimeDays: 1 });
  const outcomes = await around(NOON + DAY_MS, async () => {
    const deactivation = { id: accounts.shift() ?? "", body: { active: false } };
    const { status, body } = await team.call("changeServiceAccount", byOwner(), deactivation);
    return body.code ?? status;
  });
  expect(outcomes).toEqual(["has_active_tokens", 200, 200]);
});

test("the longest lifetime of the project is given, and not a unit more, by every route that makes tokens (B-20)", async () => {
  const account = await addServiceAccount(team, byOwner(), { name: "longest", role: "member" });
  const lasting = async (lifetimeDays: number) => [
    (await team.call("createToken", byOwner(), { body: { lifetimeDays } })).status,
    (await team.call("createServiceToken", byOwner(), { id: account, body: { lifetimeDays } })).status,
  ];
  const inSeconds = async (lifetimeSeconds: number) =>
    (await team.call("createApiAccessToken", byOwner(), { body: { lifetimeSeconds } })).status;
  expect([...(await lasting(365)), await inSeconds(365 * 86_400)]).toEqual([201, 201, 201]);
  expect([...(await lasting(366)), await inSeconds(365 * 86_400 + 1)]).toEqual([400, 400, 400]);
});

test("however long a token lives, no timer waits for its end (B-21)", async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error) => void warnings.push(name);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  await team.call("changeSettings", byOwner(), { body: { maxLifetimeDays: -1 } });
  for (const lifetimeDays of [25, 36_500, -1]) {
    const { value } = await issue({ lifetimeDays });
    for (let asked = 0; asked < 2; asked++) {
      expect((await verify({ token: value })).code, String(lifetimeDays)).toBe("valid");
    }
  }
  await team.call("changeSettings", byOwner(), { body: { maxLifetimeDays: 365 } });
  // What a timer that is set for too long does is warn, and end at once.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

test("a clock that is set back or forth brings back nothing that was ended, and makes no time negative (B-44)", async () => {
  const [revoked, deleted, rotated, used] = [
    await issue({}),
    await issue({}),
    await issue({}),
    await issue({}),
  ];
  const { body } = await team.call("revokeToken", byOwner(), { id: revoked.id });
  expect(body.receipt.inMs).toBeGreaterThanOrEqual(0);
  await team.call("revokeToken", byOwner(), { id: deleted.id });
  await team.call("deleteToken", byOwner(), { id: deleted.id });
  await team.call("rotateToken", byOwner(), { id: rotated.id, body: { overlapSeconds: 0 } });
  for (const stepMs of [-3_600_000, 3_600_000, -86_400_000]) {
    team.clock.nowMs = NOON + stepMs;
    const codes = [];
    for (const { value } of [revoked, deleted, rotated, used])
      codes.push((await verify({ token: value })).code);
    expect(codes, String(stepMs)).toEqual(["revoked", "not_found", "revoked", "valid"]);
    const again = await team.call("revokeToken", byOwner(), { id: revoked.id });
    expect(again.body.receipt.inMs).toBeGreaterThanOrEqual(0);
  }
  await team.flush();
  team.clock.nowMs = NOON;
  // The latest use stays the last one, whichever came last.
  expect((await shown(used.id)).lastUsedAt).toBe(new Date(NOON + 3_600_000).toISOString());
});
