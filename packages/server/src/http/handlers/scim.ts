import { SCIM_SCHEMAS } from "../../contract/scim.ts";
import type { routes } from "../../contract/index.ts";
import type { RouteInput, RouteOutput } from "../../contract/route.ts";
import { LIMITS } from "../../core/limits.ts";
import { nameFrom, normalizeEmail } from "../../core/person.ts";
import { addMember } from "../../service/add-member.ts";
import { changeMember, removeMember } from "../../service/change-member.ts";
import type { Caller, Service } from "../../service/context.ts";
import type { Member } from "../../service/list-members.ts";
import { findMembers, getMember } from "../../service/list-members.ts";
import type { App } from "../app.ts";
import type { Handlers } from "../mount.ts";
import { CONFIGURATION, RESOURCE_TYPES, SCHEMAS } from "../scim/descriptions.ts";
import { readFilter } from "../scim/filter.ts";
import type { ScimChange } from "../scim/patch.ts";
import { readPatch } from "../scim/patch.ts";
import { ScimRefusal } from "../scim/refusal.ts";
import { instantOf } from "../../core/wire-token.ts";

export const scimHandlers: Pick<
  Handlers,
  | "listScimUsers"
  | "createScimUser"
  | "getScimUser"
  | "replaceScimUser"
  | "changeScimUser"
  | "removeScimUser"
  | "getScimConfiguration"
  | "listScimResourceTypes"
  | "listScimSchemas"
> = {
  async listScimUsers(app, { caller, query }) {
    // Numbers below what they can be count as the least that they can be (RFC 7644 §3.4.2.4).
    const startIndex = Math.max(1, query.startIndex);
    const limit = Math.min(LIMITS.pageSize, Math.max(0, query.count));
    const sought = readFilter(query.filter);
    const { items, total } = await findMembers(app.service, caller, {
      ...sought,
      offset: startIndex - 1,
      limit,
    });
    return listOf(
      items.map((member) => wireUser(app, member)),
      { total, startIndex },
    );
  },

  async createScimUser(app, { caller, body, reply }) {
    const { userName, externalId = null, active = true } = body;
    refuseOtherEmails(body);
    const { member } = await addMember(app.service, caller, {
      email: userName,
      name: nameFrom(sentName(body), userName),
      role: "member",
      directory: { externalId, active },
    });
    const user = wireUser(app, member);
    void reply.header("Location", user.meta.location);
    return user;
  },

  async getScimUser(app, { caller, params }) {
    return wireUser(app, await getMember(app.service, caller, params.id));
  },

  async replaceScimUser(app, { caller, params, body }) {
    const { userName, externalId, active } = body;
    refuseOtherEmails(body);
    const change = { userName, active, ...(externalId !== null && { externalId }) };
    return wireUser(app, await changeUser(app.service, caller, { ...params, change }));
  },

  async changeScimUser(app, { caller, params, body }) {
    const change = readPatch(body.Operations);
    return wireUser(app, await changeUser(app.service, caller, { ...params, change }));
  },

  async removeScimUser({ service }, { caller, params }) {
    await removeMember(service, caller, params.id);
    return undefined;
  },

  getScimConfiguration: () => CONFIGURATION,
  listScimResourceTypes: () => listOf(RESOURCE_TYPES, { total: RESOURCE_TYPES.length, startIndex: 1 }),
  listScimSchemas: () => listOf(SCHEMAS, { total: SCHEMAS.length, startIndex: 1 }),
};

type SentUser = RouteInput<(typeof routes)["createScimUser"]>["body"];
type ScimUser = RouteOutput<(typeof routes)["getScimUser"]>;

async function changeUser(
  service: Service,
  caller: Caller,
  { id, change }: { id: string; change: ScimChange },
): Promise<Member> {
  const { userName, ...changed } = change;
  const { email } = await getMember(service, caller, id);
  if (userName !== undefined && normalizeEmail(userName) !== email) {
    throw new ScimRefusal(
      "mutability",
      "userName: cannot be changed, since it is the e-mail address of an account: remove this user and create another",
    );
  }
  return changeMember(service, caller, { id, ...changed });
}

/** Whoever signs in is found by their e-mail address: a userName that is another one would never be. */
function refuseOtherEmails({ userName, emails }: SentUser): void {
  const sent = (emails ?? []).map(({ value }) => normalizeEmail(value));
  if (sent.length === 0 || sent.includes(normalizeEmail(userName))) return;
  throw new ScimRefusal(
    "invalidValue",
    "userName: must be the person's e-mail address, one of emails: let the directory send it there",
  );
}

function sentName({ displayName, name }: SentUser): string {
  const parts = [name?.givenName, name?.familyName].filter(Boolean);
  return displayName || name?.formatted || parts.join(" ");
}

function wireUser({ url }: App, { id, externalId, email, name, active, createdAtMs }: Member): ScimUser {
  return {
    schemas: [SCIM_SCHEMAS.user],
    id,
    ...(externalId !== null && { externalId }),
    userName: email,
    displayName: name,
    name: { formatted: name },
    emails: [{ value: email, type: "work", primary: true }],
    active,
    meta: {
      resourceType: "User",
      created: instantOf(createdAtMs),
      location: `${url()}/scim/v2/Users/${id}`,
    },
  };
}

function listOf<T>(resources: T[], { total, startIndex }: { total: number; startIndex: number }) {
  return {
    schemas: [SCIM_SCHEMAS.list],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
