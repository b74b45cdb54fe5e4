import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Refusal } from "../src/core/errors.ts";
import type { Token } from "../src/core/token.ts";
import { callerFromToken } from "../src/service/authenticate.ts";
import { checkToken } from "../src/service/check-token.ts";
import type { Caller, Origin } from "../src/service/context.ts";
import { createToken } from "../src/service/create-token.ts";
import { rotateToken } from "../src/service/rotate-token.ts";
import type { Installation } from "./fixture.ts";
import { mint } from "./fixture.ts";
import { doesNoMore, SCOPES } from "./scope-world.ts";
import type { Session, Team } from "./team.ts";
import { addTeam, startTeam } from "./team.ts";

const ORIGIN: Origin = { carrier: "bearer", tokenId: null, ip: "127.0.0.1", userAgent: "", requestId: "" };

let team: Installation & Team;
let holders: Session[];

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
  const other = await addTeam(team, "other", { everyoneMayGenerate: true });
  holders = [team.owner, team.admin, team.member, other.owner, other.member].map(({ session }) => session);
});
afterAll(() => team.stop());

/** Now and then wide ones, so that chains go on. */
const scopeLists = fc.uniqueArray(
  fc.oneof(fc.constantFrom("*", "tokens:write", "orders:read"), fc.constantFrom(...SCOPES)),
  { minLength: 1, maxLength: 3 },
);

/** A value in hand, and the token that stands behind it. */
interface Held {
  value: string;
  token: Pick<Token, "id" | "scopes" | "holder" | "projectId">;
}

/** Whoever presents the value: what it is good for is read anew each time, as for every request. */
async function callerOf({ value }: Held): Promise<Caller | undefined> {
  const check = await checkToken(team.service, { value }, { scopes: [], ip: ORIGIN.ip });
  return check.valid ? callerFromToken(check.record, ORIGIN) : undefined;
}

async function attempt(work: () => Promise<Held>): Promise<Held | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** One step: somebody's value mints, or rotates a token that may be anybody's. Both are drawn from all that there are. */
const steps = fc.record({
  by: fc.nat(),
  rotates: fc.option(fc.nat(), { freq: 2 }),
  scopes: scopeLists,
  overlapSeconds: fc.constantFrom(0, 60),
});

async function take(
  step: { by: number; rotates: number | null } & Pick<Token, "scopes"> & { overlapSeconds: number },
  pool: Held[],
) {
  const by = pool[step.by % pool.length];
  const caller = by && (await callerOf(by));
  if (!caller) return undefined;
  const target = step.rotates === null ? undefined : pool[step.rotates % pool.length];
  const gained = await attempt(() =>
    target
      ? rotateToken(team.service, caller, { id: target.token.id, overlapSeconds: step.overlapSeconds })
      : createToken(team.service, caller, {
          description: "",
          lifetime: { days: 1 },
          scopes: step.scopes,
          ipAllowList: [],
          rateLimit: null,
        }),
  );
  return gained && { by, gained, target };
}

test(
  "no chain of minting and rotating through the use cases yields more scopes, another holder or another project (C-22)",
  { timeout: 60_000 },
  async () => {
    const done = { minted: 0, rotated: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(scopeLists, { minLength: 5, maxLength: 5 }),
        fc.array(steps, { minLength: 10, maxLength: 10 }),
        async (roots, walk) => {
          const pool = await rootsOf(roots);
          for (const step of walk) {
            const taken = await take(step, pool);
            if (!taken) {
              done.refused++;
              continue;
            }
            const { by, gained, target } = taken;
            pool.push(gained);
            done[target ? "rotated" : "minted"]++;
            expect([gained.token.holder.id, gained.token.projectId]).toEqual([
              by.token.holder.id,
              by.token.projectId,
            ]);
            expect(doesNoMore(gained.token.scopes, by.token.scopes)).toBe(true);
            const caller = await callerOf(gained);
            expect(caller?.principal.id).toBe(by.token.holder.id);
            expect(caller?.scopes).toEqual(target ? target.token.scopes : step.scopes);
          }
        },
      ),
      { numRuns: 30 },
    );
    expect(Math.min(done.minted, done.rotated, done.refused)).toBeGreaterThan(10);
  },
);

/** A first token for each holder; where its scopes are beyond the holder, one that may do everything the holder may. */
async function rootsOf(roots: string[][]): Promise<Held[]> {
  const pool: Held[] = [];
  for (const [n, session] of holders.entries()) {
    const body = { lifetimeDays: 1, scopes: roots[n] };
    const reply = await team.call("createToken", session, { body });
    const { value } = reply.status === 201 ? reply.body : await mint(team, session);
    const check = await checkToken(team.service, { value }, { scopes: [], ip: ORIGIN.ip });
    if (check.valid) pool.push({ value, token: check.record.token });
  }
  return pool;
}
