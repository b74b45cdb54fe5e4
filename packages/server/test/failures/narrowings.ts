import type { Credentials, Installation, Minted, Reply } from "../fixture.ts";
import { addMember, addServiceAccount, mint, signIn } from "../fixture.ts";
import type { Session, Team } from "../team.ts";
import type { Changing } from "./good-calls.ts";

/** A project of its own in which something is going to end. */
export type Stage = Installation & Team;

/** What is accepted until a call has been answered, and by no verifier from then on. */
export interface Narrowed {
  held: (Pick<Minted, "value"> & { asked?: { scopes: string[] } })[];
  call: () => Promise<Reply>;
}

export type Narrow = (stage: Stage) => Promise<Narrowed>;

const NEVER = { lifetimeDays: -1 };

const own = (stage: Stage, body: object = {}) => mint(stage, stage.member.session, { ...NEVER, ...body });

/** Ends one token of a member by a route that is told which. */
function endsToken(operation: "revokeToken" | "deleteToken" | "deleteApiAccessToken"): Narrow {
  return async (stage) => {
    const token = await own(stage);
    return { held: [token], call: () => stage.call(operation, stage.member.session, { id: token.id }) };
  };
}

function endsMany(operation: "changeTokens" | "changeProjectTokens", action: "revoke" | "delete"): Narrow {
  return async (stage) => {
    const held = [await own(stage), await own(stage), await own(stage)];
    const session = operation === "changeTokens" ? stage.member.session : stage.owner.session;
    const body = { action, ids: held.map(({ id }) => id) };
    return { held, call: () => stage.call(operation, session, { body }) };
  };
}

/** A token that has two good values, of which a call ends the first. */
async function rotated(stage: Stage): Promise<Minted> {
  const token = await own(stage);
  const body = { overlapSeconds: 3600 };
  await stage.call("rotateToken", stage.member.session, { id: token.id, body });
  return token;
}

/** Changes an administrator, who has a token for everything and one for checking. */
function changesMember(change: object, scopes?: string[]): Narrow {
  return async (stage) => {
    const session = await signIn(stage, stage.admin);
    const held = [{ ...(await mint(stage, session, NEVER)), ...(scopes && { asked: { scopes } }) }];
    const input = { id: stage.admin.id, body: change };
    return { held, call: () => stage.call("changeMember", stage.owner.session, input) };
  };
}

async function account(stage: Stage): Promise<{ id: string; token: Minted }> {
  const id = await addServiceAccount(stage, stage.owner.session, { name: "runner", role: "admin" });
  return { id, token: await mint(stage, stage.owner.session, { ...NEVER, serviceAccount: id }) };
}

/** The address of somebody who was a member. */
async function somebodyGone(stage: Stage): Promise<string> {
  const email = `back@${stage.projectId}.example`;
  const { id } = await addMember(stage.service, stage.projectId, { email, role: "admin" });
  await stage.call("removeMember", stage.owner.session, { id });
  return email;
}

/** Whoever tells of people's leaving. */
async function directory(stage: Stage): Promise<Credentials> {
  const { value } = await mint(stage, stage.owner.session, { scopes: ["members:write"] });
  return { bearer: value };
}

function changesAccount(change: object, scopes?: string[]): Narrow {
  return async (stage) => {
    const { id, token } = await account(stage);
    const held = [{ ...token, ...(scopes && { asked: { scopes } }) }];
    return {
      held,
      call: () => stage.call("changeServiceAccount", stage.owner.session, { id, body: change }),
    };
  };
}

function changesSettings(change: object): Narrow {
  return async (stage) => ({
    held: [await own(stage)],
    call: () => stage.call("changeSettings", stage.owner.session, { body: change }),
  });
}

/** Only whoever runs the installation changes a project. */
function changesProject(operator: Session, change: object, ofAccount = false): Narrow {
  return async (stage) => ({
    held: [ofAccount ? (await account(stage)).token : await own(stage)],
    call: () => stage.call("changeProject", operator, { id: stage.projectId, body: change }),
  });
}

/** By route, every way in which its answer says that something is good no more. */
export function narrowings(operator: Session): Partial<Record<Changing, Record<string, Narrow>>> {
  return {
    revokeToken: { "a token": endsToken("revokeToken") },
    deleteToken: { "a token": endsToken("deleteToken") },
    deleteApiAccessToken: { "a token": endsToken("deleteApiAccessToken") },
    changeTokens: {
      revoking: endsMany("changeTokens", "revoke"),
      deleting: endsMany("changeTokens", "delete"),
    },
    changeProjectTokens: {
      revoking: endsMany("changeProjectTokens", "revoke"),
      deleting: endsMany("changeProjectTokens", "delete"),
    },
    revokePresentedToken: {
      "its own token": async (stage) => {
        const token = await own(stage);
        const credentials = { bearer: token.value };
        const body = { token: token.value };
        return { held: [token], call: () => stage.call("revokePresentedToken", credentials, { body }) };
      },
    },
    rotateToken: {
      "without an overlap": async (stage) => {
        const token = await own(stage);
        const input = { id: token.id, body: { overlapSeconds: 0 } };
        return { held: [token], call: () => stage.call("rotateToken", stage.member.session, input) };
      },
    },
    endOverlap: {
      "of a rotated token": async (stage) => {
        const token = await rotated(stage);
        return {
          held: [token],
          call: () => stage.call("endOverlap", stage.member.session, { id: token.id }),
        };
      },
    },
    changeMember: {
      deactivating: changesMember({ active: false }),
      "taking the right to tokens away": changesMember({ tokenAccess: "deny" }),
      "ending the tokens": changesMember({ endTokens: true }),
      "giving a lower role": changesMember({ role: "member" }, ["tokens:verify"]),
    },
    removeMember: {
      "with a token": async (stage) => {
        const held = [await mint(stage, stage.admin.session, NEVER)];
        const { id } = stage.admin;
        return { held, call: () => stage.call("removeMember", stage.owner.session, { id }) };
      },
    },
    createScimUser: {
      "somebody whose tokens ended with their last membership": async (stage) => {
        const body = { userName: await somebodyGone(stage) };
        return { held: [], call: async () => stage.call("createScimUser", await directory(stage), { body }) };
      },
    },
    replaceScimUser: {
      deactivating: async (stage) => {
        const { id, email: userName } = stage.admin;
        const held = [await mint(stage, stage.admin.session, NEVER)];
        const input = { id, body: { userName, active: false } };
        return { held, call: async () => stage.call("replaceScimUser", await directory(stage), input) };
      },
    },
    changeScimUser: {
      deactivating: async (stage) => {
        const held = [await mint(stage, stage.admin.session, NEVER)];
        const Operations = [{ op: "replace", path: "active", value: false }];
        const input = { id: stage.admin.id, body: { Operations } };
        return { held, call: async () => stage.call("changeScimUser", await directory(stage), input) };
      },
    },
    removeScimUser: {
      "with a token": async (stage) => {
        const held = [await mint(stage, stage.admin.session, NEVER)];
        const { id } = stage.admin;
        return { held, call: async () => stage.call("removeScimUser", await directory(stage), { id }) };
      },
    },
    changeServiceAccount: {
      "deactivating with its tokens": changesAccount({ active: false, revokeTokens: true }),
      "revoking its tokens": changesAccount({ revokeTokens: true }),
      "giving a lower role": changesAccount({ role: "member" }, ["tokens:verify"]),
    },
    removeServiceAccount: {
      "whose token is revoked": async (stage) => {
        const { id, token } = await account(stage);
        await stage.call("revokeToken", stage.owner.session, { id: token.id });
        return { held: [], call: () => stage.call("removeServiceAccount", stage.owner.session, { id }) };
      },
    },
    changeSettings: {
      "switching tokens off": changesSettings({ tokensEnabled: false }),
      "allowing only some to have tokens": changesSettings({ everyoneMayGenerate: false }),
    },
    changeProject: {
      closing: changesProject(operator, { closed: true }),
      "taking tokens out of the plan": changesProject(operator, { entitlements: [] }),
      "taking service accounts out of the plan": changesProject(
        operator,
        { entitlements: ["accessTokens"] },
        true,
      ),
    },
    addMember: {
      "somebody whose tokens ended with their last membership": async (stage) => {
        const body = { email: await somebodyGone(stage), name: "Back", role: "member" };
        return { held: [], call: () => stage.call("addMember", stage.owner.session, { body }) };
      },
    },
    addProject: {
      "whose owner has nothing in it yet": async (stage) => ({
        held: [],
        call: () => stage.call("addProject", operator, { body: { name: `Next to ${stage.projectId}` } }),
      }),
    },
  };
}
