import { addMember } from "../../service/add-member.ts";
import { changeMember, removeMember } from "../../service/change-member.ts";
import { inviteAgain } from "../../service/invitation.ts";
import type { Member } from "../../service/list-members.ts";
import { listMembers } from "../../service/list-members.ts";
import type { App } from "../app.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../../core/wire-token.ts";

export const memberHandlers: Pick<
  Handlers,
  "listMembers" | "addMember" | "changeMember" | "inviteMember" | "removeMember"
> = {
  async listMembers({ service }, { caller, query }) {
    const { items, ...page } = await listMembers(service, caller, query);
    return { ...page, items: items.map(wireMember) };
  },

  async addMember(app, { caller, body }) {
    const { member, invitation } = await addMember(app.service, caller, body);
    return {
      member: wireMember(member),
      ...(invitation !== undefined && { invitationLink: linkOf(app, invitation) }),
    };
  },

  async changeMember({ service }, { caller, params, body }) {
    return { member: wireMember(await changeMember(service, caller, { ...params, ...body })) };
  },

  async inviteMember(app, { caller, params }) {
    const { member, invitation } = await inviteAgain(app.service, caller, params.id);
    return { member: wireMember(member), invitationLink: linkOf(app, invitation) };
  },

  async removeMember({ service }, { caller, params }) {
    await removeMember(service, caller, params.id);
    return undefined;
  },
};

/** The secret stands behind #, so that no server ever sees it in an address. */
function linkOf({ url }: App, secret: string): string {
  return `${url()}/invitation#${secret}`;
}

function wireMember({ createdAtMs, ...member }: Member) {
  return { ...member, createdAt: instantOf(createdAtMs) };
}
