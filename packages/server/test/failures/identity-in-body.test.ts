import { afterAll, beforeAll, expect, test } from "vitest";
import { listRoutes } from "../../src/contract/index.ts";
import { bodyMediaOf } from "../../src/contract/route.ts";
import type { Credentials, Minted } from "../fixture.ts";
import { mint, signIn } from "../fixture.ts";
import type { Callers } from "./good-calls.ts";
import { addOperator, CHANGING, sampleOf, startCallers } from "./good-calls.ts";

/** Elsewhere a request without a session that named a user in its body was taken for that user's. */

let callers: Callers;
let token: Minted;

beforeAll(async () => {
  callers = await startCallers();
  token = await mint(callers, callers.member.session);
});
afterAll(() => callers.stop());

/** What a body may be told to be about. Where a route has such a member itself, it is sent as it is. */
const NAMES = ["userId", "user_id", "user", "holder", "owner", "createdBy", "actor", "principal", "memberId"];
const MORE = ["sub", "email", "role", "project", "projectId", "tenant", "isAdmin", "operator", "session"];

async function rows(): Promise<unknown> {
  const { db } = callers.service;
  const tables = ["tokens", "members", "users", "service_accounts", "projects", "sessions"] as const;
  return Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
}

const WITH_JSON = listRoutes()
  .filter(
    ([operation, route]) =>
      CHANGING.some((one) => one === operation) && bodyMediaOf(route) === "application/json",
  )
  .map(([operation]) => operation);

test.each(WITH_JSON)(
  "C-1: %s lets nobody in who names somebody in the body, and nobody out of their own name",
  async (operation) => {
    const { body = {}, ...sample } = await sampleOf(callers, operation, await addOperator(callers));
    const before = await rows();
    const victim = callers.owner.id;
    for (const name of [...NAMES, ...MORE]) {
      const named = { ...sample, body: { [name]: victim, ...(body as object) } };
      const callsWith = (credentials: Credentials) => callers.call(operation, credentials, named);
      expect((await callsWith({})).status, name).toBe(401);
      expect((await callsWith({ bearer: "thp_nothing" })).status, name).toBe(401);
      expect((await callsWith({ cookie: "tokenhouse_session=" })).status, name).toBe(401);
      if (name in (body as object)) continue;
      const reply = await callsWith({ bearer: token.value });
      expect([400, 403, 404], `${name}: ${reply.text}`).toContain(reply.status);
    }
    expect(await rows()).toEqual(before);
  },
);

test("C-1: whoever may call is told of a name that does not belong there, and nothing is made", async () => {
  const session = await signIn(callers, callers.member);
  const before = await rows();
  for (const name of [...NAMES, ...MORE]) {
    const body = { lifetimeDays: 1, [name]: callers.owner.id };
    const reply = await callers.call("createToken", session, { body });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: name }] } });
  }
  expect(await rows()).toEqual(before);
});
