import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { routes } from "../../src/contract/index.ts";
import type { Route } from "../../src/contract/route.ts";
import { LIMITS } from "../../src/core/limits.ts";
import { createLanes, createRest, isForChanges, laneOf } from "../../src/http/lanes.ts";

const BUSY = { code: "unavailable", headers: { "Retry-After": "1" } };
const { listsAtOnce, waitingLists, listWaitMs } = LIMITS;

function openLanes() {
  const clock = { nowMs: 0 };
  const inTurn = createLanes(
    () => clock.nowMs,
    () => undefined,
  );
  const arrive = (lane: "lists" | "signIns" = "lists") => {
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const socket = { destroyed: false };
    const request = { raw: { socket } } as FastifyRequest;
    const arrived = { socket, end, state: "waits", answer: Promise.resolve<unknown>(undefined) };
    const work = () => {
      arrived.state = "works";
      return promise;
    };
    arrived.answer = inTurn(lane, request, work).catch((error: unknown) => {
      arrived.state = "refused";
      return error;
    });
    return arrived;
  };
  const fill = async () => {
    const first = Array.from({ length: listsAtOnce }, () => arrive());
    await turn();
    await turn();
    return first;
  };
  return { clock, arrive, fill };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("P16: so many lists are worked on at once; the next one begins when one of them is answered", async () => {
  const { arrive, fill } = openLanes();
  const first = await fill();
  const next = arrive();
  await turn();
  expect(first.map(({ state }) => state)).toEqual(first.map(() => "works"));
  expect(next.state).toBe("waits");
  first[0]?.end();
  await expect.poll(() => next.state).toBe("works");
});

test("P16: between the end of one list and the beginning of the next whatever else has come has its turn", async () => {
  const { arrive, fill } = openLanes();
  const [first] = await fill();
  const next = arrive();
  first?.end();
  await first?.answer;
  for (let n = 0; n < 100; n++) await Promise.resolve();
  expect(next.state).toBe("waits");
  await expect.poll(() => next.state).toBe("works");
});

test("P16: lists that hold the event loop leave it to others between two of them, while more wait", async () => {
  const clock = { nowMs: 0 };
  const inTurn = createLanes(
    () => clock.nowMs,
    () => undefined,
  );
  const request = { raw: { socket: {} } } as FastifyRequest;
  let turns = 0;
  const over = new AbortController();
  const begun: number[] = [];
  const hold = () => {
    begun.push(turns);
    clock.nowMs += 5;
    return Promise.resolve();
  };
  const all = Promise.all(
    Array.from({ length: 2 * listsAtOnce + 1 }, () => inTurn("lists", request, hold)),
  ).then(() => over.abort());
  for (; !over.signal.aborted; turns++) await turn();
  await all;
  expect(begun[listsAtOnce]).toBeGreaterThan(2);
});

test("P16: lists rest as long as they held the event loop all together, and for a moment that was long only once", () => {
  const clock = { nowMs: 0 };
  const restAfter = createRest(() => clock.nowMs);
  const rests = [200, 5, 5, 5, 5, 5].map((heldMs) => {
    clock.nowMs += heldMs;
    return restAfter(heldMs);
  });
  expect(rests).toEqual([200, 205, 210, 215, 220, 225]);
  expect(restAfter(0)).toBe(0);
  clock.nowMs = 1_000_000;
  expect(restAfter(5)).toBe(5);
});

test("P16: when too many lists wait the next one is told at once to come back, and sign-ins are not", async () => {
  const { arrive, fill } = openLanes();
  await fill();
  for (let n = 0; n < waitingLists; n++) arrive();
  const [late, signIn] = [arrive(), arrive("signIns")];
  expect(await late.answer).toMatchObject(BUSY);
  await expect.poll(() => signIn.state).toBe("works");
});

test("P16: a list whose turn comes too late is refused, and the place is the next one's", async () => {
  const { clock, arrive, fill } = openLanes();
  const [first] = await fill();
  const late = arrive();
  clock.nowMs = listWaitMs + 1;
  const next = arrive();
  first?.end();
  expect(await late.answer).toMatchObject(BUSY);
  await expect.poll(() => next.state).toBe("works");
});

test("P16: nothing is done for whoever has hung up while waiting", async () => {
  const { arrive, fill } = openLanes();
  const [first] = await fill();
  const gone = arrive();
  gone.socket.destroyed = true;
  first?.end();
  await gone.answer;
  expect(gone.state).toBe("refused");
});

test("P16: nothing is done for whoever has hung up before the end of its connection was read", async () => {
  const { arrive } = openLanes();
  const gone = arrive();
  await turn();
  gone.socket.destroyed = true;
  await gone.answer;
  expect(gone.state).toBe("refused");
});

test("P16: no revocation, no check and no renewal of a lease waits in a lane", () => {
  const all = Object.entries<Route>(routes);
  const waiting = all.filter(([name, route]) => laneOf(name, route));
  expect(waiting.map(([name]) => name)).not.toContain("revokeToken");
  const others = waiting.filter(([, { method }]) => method !== "GET").map(([name]) => name);
  expect(others).toEqual(["signIn", "previewSettings"]);
});

test("P16: whatever changes anything has its own connections to the database, and nothing that only reads but the question how the server is", () => {
  const all = Object.entries<Route>(routes);
  const reading = all.filter(([name, route]) => route.method !== "GET" && !isForChanges(name, route));
  expect(reading.map(([name]) => name).toSorted()).toEqual([
    "introspectToken",
    "previewSettings",
    "signIn",
    "verifyForVerifier",
    "verifyToken",
    "verifyTokens",
  ]);
  const got = all.filter(([name, route]) => route.method === "GET" && isForChanges(name, route));
  expect(got.map(([name]) => name)).toEqual(["getReady"]);
});
