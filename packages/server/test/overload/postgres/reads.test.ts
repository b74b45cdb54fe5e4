import { expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../../../src/core/limits.ts";
import type { Installation, Minted, Reply } from "../../fixture.ts";
import { mint } from "../../fixture.ts";
import { startTeam } from "../../team.ts";

const READS = 10;

/** An installation, with a token of its owner, of whose connections for reading none is free until they are let go. */
async function startBusy() {
  const team = await startTeam();
  onTestFinished(team.stop);
  const bearer = (await mint(team, team.owner.session)).value;
  const others = await Promise.all(Array.from({ length: 3 }, () => mint(team, team.owner.session)));
  const { promise, resolve } = Promise.withResolvers<void>();
  let held = 0;
  const holding = Array.from({ length: READS }, () =>
    team.service.db.connection().execute(async () => {
      held++;
      await promise;
    }),
  );
  await expect.poll(() => held).toBe(READS);
  const letGo = async () => {
    resolve();
    await Promise.all(holding);
  };
  onTestFinished(letGo);
  return { team, bearer, others, letGo };
}

function bounding(bounds: Partial<Record<"waitingReads" | "readWaitMs", number>>): void {
  const { waitingReads, readWaitMs } = LIMITS;
  Object.assign(LIMITS, bounds);
  onTestFinished(() => void Object.assign(LIMITS, { waitingReads, readWaitMs }));
}

async function check({ url }: Installation, minted: Minted | undefined) {
  const headers = { authorization: `Bearer ${minted?.value}` };
  const answer = await fetch(`${url}/auth/forward`, { headers });
  await answer.text();
  return [answer.status, answer.headers.get("retry-after")];
}

const told = ({ status, body, headers }: Reply) => [status, body.code, headers.get("retry-after")];

test("P16: while every connection for reading is taken tokens are revoked all the same, and the receipt says that all know", async () => {
  const { team, bearer, others } = await startBusy();
  const [one] = others;
  const revoked = await team.call("revokeToken", { bearer }, { id: one?.id ?? "", body: {} });
  expect(revoked.status).toBe(200);
  expect(revoked.body.receipt).toMatchObject({ confirmed: true });
  const created = await team.call("createToken", { bearer }, { body: { lifetimeDays: 1 } });
  expect(created.status).toBe(201);
  expect((await team.call("getReady")).status).toBe(200);
});

test("P16: who is signed in revokes all the same, too", async () => {
  const { team, others } = await startBusy();
  const [one] = others;
  const revoked = await team.call("revokeToken", team.owner.session, { id: one?.id ?? "", body: {} });
  expect(revoked.status).toBe(200);
});

test("P16: a check that memory cannot answer waits for a connection, and has its answer once one is free", async () => {
  const { team, others, letGo } = await startBusy();
  bounding({ readWaitMs: 60_000 });
  const [one] = others;
  const asked = check(team, one);
  const first = await Promise.race([asked.then(() => "answered"), team.call("getLive").then(() => "waits")]);
  expect(first).toBe("waits");
  await letGo();
  expect(await asked).toEqual([200, null]);
});

test("P16: where too many wait to read, the next is told to come back: 503, never that the token is not good", async () => {
  const { team, bearer, others } = await startBusy();
  bounding({ waitingReads: 0 });
  const [one] = others;
  const checked = await check(team, one);
  expect(checked).toEqual([503, "1"]);
  expect(told(await team.call("listTokens", { bearer }))).toEqual([503, "unavailable", "1"]);
  const verified = await team.call("verifyToken", { bearer }, { body: { token: one?.value } });
  expect(told(verified)).toEqual([503, "unavailable", "1"]);
});

test("P16: whoever has waited for too long is told to come back, and the database is not asked on their behalf", async () => {
  const { team, others, letGo } = await startBusy();
  bounding({ readWaitMs: -1 });
  const [one] = others;
  const asked = check(team, one);
  await team.call("getLive");
  await letGo();
  const checked = await asked;
  expect(checked).toEqual([503, "1"]);
  bounding({ readWaitMs: 60_000 });
  const again = await check(team, one);
  expect(again).toEqual([200, null]);
});
