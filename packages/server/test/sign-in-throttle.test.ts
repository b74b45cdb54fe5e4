import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "../src/core/errors.ts";
import { normalizeEmail } from "../src/core/person.ts";
import type { SignInThrottle, SignInTry } from "../src/service/sign-in-throttle.ts";
import { createSignInThrottle } from "../src/service/sign-in-throttle.ts";
import { createDatabase } from "./storage/databases.ts";
import type { Store } from "./storage/store.ts";
import { NOON, openStore } from "./storage/store.ts";

const HOUR_MS = 60 * 60 * 1000;
let store: Store;
let throttle: SignInThrottle;
let nowMs: number;

beforeEach(async () => {
  store = await openStore(await createDatabase());
  nowMs = NOON;
  throttle = createSignInThrottle(store.db, () => nowMs);
});
afterEach(() => store.close());

const stranger = (differences: Partial<SignInTry> = {}): SignInTry => ({
  email: "ada@example.com",
  ip: "192.0.2.1",
  knownDevice: undefined,
  ...differences,
});
const manyFrom = (count: number, email = "ada@example.com") =>
  Array.from({ length: count }, (_, n) => stranger({ email, ip: `192.0.2.${n}` }));

/** The wait in seconds that a try is refused with; 0 = the password may be looked at. */
async function waitOf(attempt: SignInTry): Promise<number> {
  try {
    await throttle.begin(attempt);
    return 0;
  } catch (error) {
    if (error instanceof Refusal && error.code === "rate_limited")
      return Number(error.headers["Retry-After"]);
    throw error;
  }
}

async function passedOf(attempts: readonly SignInTry[]): Promise<number> {
  const waits = await Promise.all(attempts.map(waitOf));
  return waits.filter((wait) => wait === 0).length;
}

describe("guessing a password", () => {
  test("of two hundred guesses at once five reach the password, from one address or from many", async () => {
    expect(await passedOf(Array.from({ length: 200 }, () => stranger()))).toBe(5);
    expect(await passedOf(manyFrom(200, "bob@example.com"))).toBe(5);
  });

  test("costs a wait that doubles from one second up to fifteen minutes, and says so", async () => {
    await passedOf(manyFrom(5));
    const waits: number[] = [];
    for (let n = 0; n < 13; n++) {
      const wait = await waitOf(stranger({ ip: `198.51.100.${n}` }));
      waits.push(wait);
      nowMs += wait * 1000;
      expect(await waitOf(stranger({ ip: `203.0.113.${n}` }))).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  test("is not what taking a try back forgets: only that try and its wait are as if they had not been", async () => {
    await passedOf(manyFrom(4));
    for (let n = 0; n < 10; n++) {
      const asked = stranger({ ip: `198.51.100.${n}` });
      expect(await waitOf(asked)).toBe(0);
      await throttle.takeBack(asked);
    }
    expect(await waitOf(stranger({ ip: "203.0.113.1" }))).toBe(0);
    expect(await waitOf(stranger({ ip: "203.0.113.2" }))).toBe(1);
  });

  test("is refused a moment before the wait is over, and one guess is let through after it", async () => {
    await passedOf(manyFrom(5));
    nowMs += 999;
    expect(await waitOf(stranger())).toBe(1);
    nowMs += 1;
    expect(await passedOf(manyFrom(50))).toBe(1);
  });

  test("in another spelling of the same address uses up the same tries", async () => {
    const spellings = ["Ada@Example.com", " ada@example.com", "ADA@EXAMPLE.COM", "\u{FF41}da@example.com"];
    const attempts = Array.from({ length: 40 }, (_, n) =>
      stranger({ email: normalizeEmail(spellings[n % spellings.length] ?? ""), ip: `192.0.2.${n}` }),
    );
    expect(await passedOf(attempts)).toBe(5);
  });

  test("of many people from one address is stopped after a hundred", async () => {
    const attempts = Array.from({ length: 300 }, (_, n) => stranger({ email: `person-${n}@example.com` }));
    expect(await passedOf(attempts)).toBe(100);
    expect(await waitOf(stranger({ email: "somebody@example.com", ip: "198.51.100.1" }))).toBe(0);
  });

  test("is forgotten after an hour without a guess", async () => {
    await passedOf(manyFrom(50));
    nowMs += HOUR_MS;
    expect(await passedOf(manyFrom(50))).toBe(5);
  });

  test("counts at every server alike, also at once", async () => {
    const another = createSignInThrottle(store.db, () => nowMs);
    const guesses = manyFrom(60).map((attempt, n) => (n % 2 === 0 ? throttle : another).begin(attempt));
    const outcomes = await Promise.allSettled(guesses);
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(5);
  });
});

describe("whoever is the right one", () => {
  const owner = stranger({ ip: "198.51.100.7", knownDevice: "a1b2c3" });

  test("signs in from a browser known here while strangers guess without a pause", async () => {
    for (let round = 0; round < 20; round++) {
      await passedOf(manyFrom(50));
      expect(await waitOf(owner)).toBe(0);
      await throttle.succeed(owner);
      nowMs += 1000;
    }
  });

  test("signs in from a browser known here though strangers used up its address", async () => {
    const { ip } = owner;
    await passedOf(Array.from({ length: 300 }, (_, n) => stranger({ email: `p${n}@example.com`, ip })));
    expect(await waitOf(owner)).toBe(0);
  });

  test("starts anew after a success, with every try there was", async () => {
    for (let n = 0; n < 30; n++) {
      expect(await waitOf(stranger())).toBe(0);
      await throttle.succeed(stranger());
    }
    expect(await passedOf(manyFrom(50))).toBe(5);
  });

  test("does not use up the address for others by signing in often", async () => {
    for (let n = 0; n < 150; n++) {
      const person = stranger({ email: `person-${n}@example.com` });
      expect(await waitOf(person)).toBe(0);
      await throttle.succeed(person);
    }
  });

  test("has five tries of its own on a known browser, and no more", async () => {
    expect(await passedOf(Array.from({ length: 50 }, () => owner))).toBe(5);
    expect(await waitOf(stranger({ knownDevice: "another" }))).toBe(0);
  });
});
