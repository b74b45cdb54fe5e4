import * as argon2 from "@node-rs/argon2";
import { availableParallelism } from "node:os";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Refusal } from "../src/core/errors.ts";
import type { Passwords } from "../src/service/passwords.ts";
import { createPasswords, HASHES_AT_ONCE } from "../src/service/passwords.ts";

/** The real library, watched: every call of it is counted. */
vi.mock("@node-rs/argon2", { spy: true });

const PASSWORD = "correct horse battery staple";
let passwords: Passwords;

beforeEach(async () => {
  passwords = await createPasswords();
  vi.clearAllMocks();
});

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => (error instanceof Refusal ? error.code : String(error)));
}

describe("a password", () => {
  test("is hashed by Argon2id with 19 MiB, two passes and one lane, and a salt of its own each time", async () => {
    const [one, two] = [await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(one).not.toContain(PASSWORD);
  });

  test("matches its own hash and nothing else does, not even by a space or a capital", async () => {
    const hash = await passwords.hash(PASSWORD);
    expect(await passwords.matches(hash, PASSWORD)).toBe(true);
    for (const wrong of ["", ` ${PASSWORD}`, `${PASSWORD} `, PASSWORD.toUpperCase(), hash]) {
      expect(await passwords.matches(hash, wrong)).toBe(false);
    }
  });

  test("of up to 128 characters in any alphabet counts to its last character (B-39)", async () => {
    const long = "пароль-密码-🗝️-".repeat(10).slice(0, 127);
    const hash = await passwords.hash(`${long}a`);
    expect(await passwords.matches(hash, `${long}a`)).toBe(true);
    expect(await passwords.matches(hash, `${long}b`)).toBe(false);
  });

  test.each([undefined, null])(
    "of somebody without one (%s) costs one check like any other, and never matches",
    async (nobody) => {
      for (const guess of [PASSWORD, "nobody has this password", ""]) {
        expect(await passwords.matches(nobody, guess)).toBe(false);
      }
      expect(argon2.verify).toHaveBeenCalledTimes(3);
      const hashes = vi.mocked(argon2.verify).mock.calls.map(([hash]) => String(hash));
      expect(hashes).toEqual(Array.from({ length: 3 }, () => expect.stringContaining("$m=19456,t=2,p=1$")));
    },
  );
});

describe("the queue in front of Argon2", () => {
  test("P16: leaves a core and one of libuv's threads to everything else, where there are two", () => {
    expect(HASHES_AT_ONCE).toBeGreaterThanOrEqual(1);
    expect(HASHES_AT_ONCE).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
    expect(HASHES_AT_ONCE).toBeLessThan(Number(process.env["UV_THREADPOOL_SIZE"] ?? 4));
  });

  test("works on no more at a time than it may", async () => {
    const real = await vi.importActual<typeof argon2>("@node-rs/argon2");
    let open = 0;
    let most = 0;
    vi.mocked(argon2.hash).mockImplementation(async (...given) => {
      most = Math.max(most, ++open);
      return real.hash(...given).finally(() => open--);
    });
    await Promise.all(Array.from({ length: HASHES_AT_ONCE + 10 }, () => passwords.hash(PASSWORD)));
    vi.mocked(argon2.hash).mockRestore();
    expect(most).toBe(HASHES_AT_ONCE);
  });

  test("holds 64 and refuses the next with unavailable and a time to come back, whoever it is about", async () => {
    const hash = await passwords.hash(PASSWORD);
    vi.clearAllMocks();
    const accepted = Array.from({ length: HASHES_AT_ONCE + 64 }, () => passwords.matches(hash, PASSWORD));
    const refused = [
      passwords.matches(hash, PASSWORD),
      passwords.matches(undefined, "x"),
      passwords.hash("y"),
    ];
    expect(await Promise.all(refused.map(outcomeOf))).toEqual(["unavailable", "unavailable", "unavailable"]);
    await expect(refused[0]).rejects.toMatchObject({ headers: { "Retry-After": "1" } });
    expect(await Promise.all(accepted)).toEqual(accepted.map(() => true));
    expect(argon2.verify).toHaveBeenCalledTimes(HASHES_AT_ONCE + 64);
    expect(await passwords.matches(hash, PASSWORD)).toBe(true);
  });
});
