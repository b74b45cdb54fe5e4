import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listRoutes } from "../../src/contract/index.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addMember, codeIn, codeOf, headersOf, mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

/*
 * Elsewhere a token's limits held on the way that everybody tested, and not on the second one: another header, another
 * scheme, another protocol, a project named where nobody looked.
 */

let team: Installation & Team;
let other: Team;
let whole: Minted;

beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
  whole = await mint(team, team.owner.session);
});
afterAll(() => team.stop());

const PROTECTED = listRoutes().filter(([, { credentials }]) => credentials.length > 0);

/** A good token, where nothing reads one. */
const ELSEWHERE: Record<string, (value: string) => Record<string, string>> = {
  "X-Api-Key": (value) => ({ "x-api-key": value }),
  "Api-Key": (value) => ({ "api-key": value }),
  "X-Auth-Token": (value) => ({ "x-auth-token": value }),
  "X-Access-Token": (value) => ({ "x-access-token": value }),
  "Proxy-Authorization": (value) => ({ "proxy-authorization": `Bearer ${value}` }),
  "X-Forwarded-Authorization": (value) => ({ "x-forwarded-authorization": `Bearer ${value}` }),
  "another scheme": (value) => ({ authorization: `Token ${value}` }),
  "no scheme": (value) => ({ authorization: value }),
  "a cookie": (value) => ({ cookie: `access_token=${value}; token=${value}` }),
  "a session's cookie": (value) => ({ cookie: `tokenhouse_session=${value}` }),
};

test.each(PROTECTED)(
  "C-6, C-7: %s opens to a token in no other header than its own",
  async (operation, { method, path }) => {
    const address = team.url + path.replace(/\{\w+\}/, whole.id);
    const found: Record<string, number> = {};
    for (const [carrier, headers] of Object.entries(ELSEWHERE)) {
      found[carrier] = (await fetch(address, { method, headers: headers(whole.value) })).status;
    }
    expect(found, operation).toEqual(
      Object.fromEntries(Object.keys(ELSEWHERE).map((carrier) => [carrier, 401])),
    );
  },
);

describe("C-6: a token whose scopes are gone from its row", () => {
  const EMPTY = ["[]", '[""]', '["orders"]'];

  test.each(EMPTY)("as %s may do nothing, instead of everything, whoever judges it", async (scopes) => {
    const { value, id } = await mint(team, team.owner.session);
    await team.service.db.updateTable("tokens").set({ scopes }).where("id", "=", id).execute();
    for (const [operation, route] of PROTECTED) {
      if (!route.permission || !route.credentials.includes("bearer")) continue;
      const reply = await team.call(operation, { bearer: value }, { id: whole.id });
      expect([operation, codeOf(reply)]).toEqual([operation, codeIn(route, "insufficient_scope")]);
    }
    const ask = { body: { token: value, scopes: ["orders:read"] } };
    expect((await team.call("verifyToken", { bearer: whole.value }, ask)).body.code).toBe(
      "insufficient_scope",
    );
    for (const way of ["nginx", "forward", "envoy"]) {
      const asked = `${team.url}/auth/${way}?scope=orders:read`;
      const { status } = await fetch(asked, { headers: headersOf({ bearer: value }) });
      expect(status, way).toBe(403);
    }
    const made = await team.call("createToken", { bearer: value }, { body: { lifetimeDays: 1 } });
    expect(made.body.code).toBe("insufficient_scope");
  });
});

/** Ways to name a project that other systems know. */
const SELECTORS: [header: string, inQuery: string][] = [
  ["x-project-id", "projectId"],
  ["x-project", "project"],
  ["x-tenant-id", "tenantId"],
  ["x-tenant", "tenant"],
  ["x-organization-id", "organizationId"],
];

const LISTS = listRoutes().filter(
  ([, { method, credentials, params }]) => method === "GET" && credentials.includes("bearer") && !params,
);

test.each(LISTS)(
  "C-8: %s tells of the token's own project, whatever other the caller names",
  async (operation, route) => {
    const secrets = [other.projectId, other.owner.email, other.owner.id];
    await mint(team, other.owner.session);
    for (const [header, inQuery] of SELECTORS) {
      for (const project of [other.projectId, "other"]) {
        const told = [
          await team.call(operation, { bearer: whole.value, headers: { [header]: project } }),
          await team.call(operation, { bearer: whole.value }, { query: { [inQuery]: project } }),
        ];
        for (const { text } of told) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      }
    }
    const named = await team.call(operation, { bearer: whole.value, project: "other" });
    expect(codeOf(named)).toBe(codeIn(route, "forbidden"));
  },
);

test("C-8: who is in several projects and names none, or none that there is, gets no project by default", async () => {
  const person = await addMember(team.service, team.projectId, { email: "both@example.com", role: "owner" });
  const body = { email: person.email, name: "Both", role: "owner" };
  await team.call("addMember", other.owner.session, { body });
  const create = async (project?: string) => {
    const credentials = { basic: person.basic, ...(project !== undefined && { project }) };
    return (await team.call("createToken", credentials, { body: { lifetimeDays: 1 } })).body.code;
  };
  expect(await create()).toBe("project_required");
  for (const project of ["", "MAIN", "main,other", "*", other.projectId]) {
    expect(await create(project), project).toBe("forbidden");
  }
});
