import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { CallInput, Credentials, Installation, Reply } from "../fixture.ts";
import { addServiceAccount, mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

/** A directory (Entra ID, Okta, …) that is connected to a project, by what it asks. */
export interface Directory {
  team: Installation & Team;
  other: Team;
  credentials: Credentials;
  create: (user: object) => Promise<Reply>;
  show: (id: string) => Promise<Reply>;
  remove: (id: string) => Promise<Reply>;
  replace: (id: string, user: object) => Promise<Reply>;
  patch: (id: string, ...operations: object[]) => Promise<Reply>;
  list: (query?: CallInput["query"]) => Promise<Reply>;
  /** Somebody who has been added. */
  created: (more?: object) => Promise<{ id: string; userName: string }>;
}

export async function startDirectory(): Promise<Directory> {
  const team = await startTeam({ everyoneMayGenerate: true });
  const other = await addTeam(team, "other", { everyoneMayGenerate: true });
  const owner = team.owner.session;
  const serviceAccount = await addServiceAccount(team, owner, { name: "directory", role: "admin" });
  const scopes = ["members:read", "members:write"];
  const credentials = { bearer: (await mint(team, owner, { serviceAccount, scopes })).value };
  const create = (user: object) =>
    team.call("createScimUser", credentials, { body: { schemas: [USER], ...user } });
  return {
    team,
    other,
    credentials,
    create,
    show: (id) => team.call("getScimUser", credentials, { id }),
    remove: (id) => team.call("removeScimUser", credentials, { id }),
    replace: (id, body) => team.call("replaceScimUser", credentials, { id, body }),
    patch: (id, ...operations) =>
      team.call("changeScimUser", credentials, { id, body: { schemas: [PATCH], Operations: operations } }),
    list: (query = {}) => team.call("listScimUsers", credentials, { query }),
    async created(more = {}) {
      const userName = `${randomUUID()}@example.com`;
      const { status, body, text } = await create({ userName, ...more });
      expect(status, text).toBe(201);
      return { id: String(body.id), userName };
    },
  };
}

export function expectRefused(reply: Reply, status: number, scimType?: string): void {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.headers.get("content-type")).toContain("application/scim+json");
  expect(reply.body).toEqual({
    schemas: [ERROR],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail: expect.any(String),
  });
}
