import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";
import { acceptingWays } from "./judges.ts";
import { joinVerifier } from "./verifiers.ts";

/*
 * Elsewhere tokens outlived the ban, the suspension or the deletion of whoever held them. Here each state of a holder
 * meets each state of a token, on every way to have one accepted.
 */

let team: Installation & Team;
let stages = 0;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
beforeEach(() => {
  team.clock.nowMs = NOON;
});

type Stage = Installation & Team;

/** Somebody or something whose tokens are judged. */
interface Holder {
  mint: (lifetimeDays: number) => Promise<Minted>;
  id: string;
  /** May rotate and restore the tokens. */
  session: Team["owner"]["session"];
}

interface TokenState {
  isGood: boolean;
  lifetimeDays?: number;
  reach?: (stage: Stage, token: Minted, holder: Holder) => Promise<unknown>;
}

const rotate =
  (overlapSeconds: number) =>
  (stage: Stage, { id }: Minted, { session }: Holder) =>
    stage.call("rotateToken", session, { id, body: { overlapSeconds } });

const TOKENS: Record<string, TokenState> = {
  active: { isGood: true },
  revoked: {
    isGood: false,
    reach: (stage, { id }) => stage.call("revokeToken", stage.owner.session, { id }),
  },
  "restored after a revocation": {
    isGood: true,
    reach: async (stage, { id }, { session }) => {
      await stage.call("revokeToken", stage.owner.session, { id });
      expect((await stage.call("restoreToken", session, { id })).status).toBe(200);
    },
  },
  expired: { isGood: false, lifetimeDays: 1 },
  "in its overlap": { isGood: true, reach: rotate(30 * 86_400) },
  "rotated out": { isGood: false, reach: rotate(0) },
  deleted: {
    isGood: false,
    reach: async (stage, { id }) => {
      await stage.call("revokeToken", stage.owner.session, { id });
      expect((await stage.call("deleteToken", stage.owner.session, { id })).status).toBe(204);
    },
  },
};

type HolderState = (stage: Stage, holder: Holder) => Promise<unknown>;

const project = (body: object): HolderState => {
  return ({ call, projectId }) => call("changeProject", team.owner.session, { id: projectId, body });
};
const member = (body: object): HolderState => {
  return ({ call, owner }, { id }) => call("changeMember", owner.session, { id, body });
};

const OF_ANYBODY: Record<string, HolderState> = {
  active: () => Promise.resolve(),
  "in a project without tokens": ({ call, owner }) =>
    call("changeSettings", owner.session, { body: { tokensEnabled: false } }),
  "in a closed project": project({ closed: true }),
  "in a plan without tokens": project({ entitlements: [] }),
};
const OF_PEOPLE: Record<string, HolderState> = {
  ...OF_ANYBODY,
  deactivated: member({ active: false }),
  removed: ({ call, owner }, { id }) => call("removeMember", owner.session, { id }),
  "without the right to tokens": member({ tokenAccess: "deny" }),
};
const OF_ACCOUNTS: Record<string, HolderState> = {
  ...OF_ANYBODY,
  "in a plan without service accounts": project({ entitlements: ["accessTokens"] }),
  // One is deactivated only together with its tokens; whoever restores those brings nothing back.
  deactivated: async ({ call, owner: { session } }, { id }) => {
    await call("changeServiceAccount", session, { id, body: { active: false, revokeTokens: true } });
    const query = { holder: id, status: "revoked", limit: "100" };
    const { items } = (await call("listProjectTokens", session, { query })).body;
    for (const token of items)
      expect((await call("restoreToken", session, { id: token.id })).status).toBe(200);
    expect(items.length).toBeGreaterThan(3);
  },
};

async function judgeAll(holderOf: (stage: Stage) => Promise<Holder>, reach: HolderState): Promise<object> {
  const stage = { ...team, ...(await addTeam(team, `stage-${stages++}`)) };
  const asker = await mint(stage, stage.owner.session, { scopes: ["tokens:verify"], lifetimeDays: 365 });
  const verifier = await joinVerifier(stage, { token: asker.value, mode: "memory" });
  const holder = await holderOf(stage);
  const tokens: Record<string, Minted> = {};
  for (const [state, { lifetimeDays = 365, reach }] of Object.entries(TOKENS)) {
    const token = (tokens[state] = await holder.mint(lifetimeDays));
    await verifier.verify(token.value);
    await reach?.(stage, token, holder);
  }
  team.clock.nowMs = NOON + 2 * DAY_MS;
  await reach(stage, holder);
  const judges = { installation: stage, asker, verifier };
  const found: Record<string, string[]> = {};
  for (const [state, { value }] of Object.entries(tokens)) found[state] = await acceptingWays(judges, value);
  return found;
}

/** Whatever accepts anything accepts the good tokens of an active holder, and those alone. */
function expected(isHolderGood: boolean): object {
  const many: unknown = expect.arrayContaining(["a check", "a verifier", "forward auth"]);
  const accepted = isHolderGood ? many : [];
  return Object.fromEntries(
    Object.entries(TOKENS).map(([state, { isGood }]) => [state, isGood ? accepted : []]),
  );
}

test.each(Object.entries(OF_PEOPLE))(
  "C-5, C-10: of a person who is %s only what is good itself is accepted, and only while they are active",
  async (state, reach) => {
    const holderOf = async (stage: Stage): Promise<Holder> => {
      const { id, session } = stage.admin;
      return { id, session, mint: (lifetimeDays) => mint(stage, session, { lifetimeDays }) };
    };
    expect(await judgeAll(holderOf, reach)).toEqual(expected(state === "active"));
  },
);

test.each(Object.entries(OF_ACCOUNTS))(
  "C-10: of a service account that is %s only what is good itself is accepted, and only while it is active",
  async (state, reach) => {
    const holderOf = async (stage: Stage): Promise<Holder> => {
      const { session } = stage.owner;
      const id = await addServiceAccount(stage, session, { name: "runner", role: "admin" });
      const mintOwn = (lifetimeDays: number) => mint(stage, session, { serviceAccount: id, lifetimeDays });
      return { id, session, mint: mintOwn };
    };
    expect(await judgeAll(holderOf, reach)).toEqual(expected(state === "active"));
  },
);
