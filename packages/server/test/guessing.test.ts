import * as argon2 from "@node-rs/argon2";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Refusal } from "../src/core/errors.ts";
import type { Origin } from "../src/service/context.ts";
import { authenticatePassword } from "../src/service/authenticate.ts";
import { signIn } from "../src/service/sign-in.ts";
import type { Installation, Person } from "./fixture.ts";
import { addMember, addProject, forgetTries, PASSWORD, startInstallation } from "./fixture.ts";

/** The real library, watched: every call of it is counted. */
vi.mock("@node-rs/argon2", { spy: true });

const ORIGIN: Origin = { carrier: "basic", tokenId: null, ip: "192.0.2.1", userAgent: "", requestId: "" };
let installation: Installation;
let ada: Person;

beforeAll(async () => {
  installation = await startInstallation();
  const projectId = await addProject(installation.service, "acme");
  ada = await addMember(installation.service, projectId, { email: "ada@example.com", role: "owner" });
});
afterAll(() => installation.stop());
/** No wait is over before the test ends, however slow the machine. */
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"] });
  await forgetTries(installation);
  vi.clearAllMocks();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Guesses at once from many addresses; how each ended. */
async function guess(email: string, count: number): Promise<string[]> {
  const guesses = Array.from({ length: count }, async (_, n) => {
    const origin = { ...ORIGIN, ip: `192.0.2.${n}` };
    try {
      await authenticatePassword(installation.service, { email, password: `guess number ${n}` }, origin);
      return "let in";
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  });
  return Promise.all(guesses);
}

test.each(["ada@example.com", "nobody@example.com"])(
  "two hundred guesses at once at %s cost five hashes, and each of the five is told the same",
  async (email) => {
    const outcomes = Map.groupBy(await guess(email, 200), (outcome) => outcome);
    expect(outcomes.get("invalid_credentials")?.length).toBe(5);
    expect(outcomes.get("rate_limited")?.length).toBe(195);
    expect(argon2.verify).toHaveBeenCalledTimes(5);
  },
);

test("spellings of one address share its five guesses (B-39) (C-5)", async () => {
  const spellings = ["ada@example.com", "ADA@example.com", " Ada@Example.Com ", "\u{FF41}da@example.com"];
  const outcomes = await Promise.all(spellings.map((email) => guess(email, 10)));
  expect(outcomes.flat().filter((outcome) => outcome === "invalid_credentials").length).toBe(5);
  expect(argon2.verify).toHaveBeenCalledTimes(5);
});

test("a browser that has signed in before gets in while strangers guess; one that only claims so does not", async () => {
  const { service } = installation;
  const { device } = await signIn(service, { email: ada.email, password: PASSWORD }, ORIGIN);
  await guess(ada.email, 50);
  const again = { email: ada.email, password: PASSWORD, device };
  expect(await authenticatePassword(service, again, ORIGIN)).toMatchObject({ user: { id: ada.id } });
  const claimed = authenticatePassword(service, { ...again, device: "invented" }, ORIGIN);
  await expect(claimed).rejects.toMatchObject({ code: "rate_limited" });
});

test("every refused guess that reached a password is in the audit log, without the guess", async () => {
  const count = async () => {
    const { db } = installation.service;
    const rows = await db
      .selectFrom("audit_events")
      .selectAll()
      .where("event", "=", "sign_in.refused")
      .execute();
    expect(JSON.stringify(rows)).not.toContain("guess number");
    return rows.length;
  };
  const before = await count();
  await guess(ada.email, 20);
  expect((await count()) - before).toBe(5);
});
