import { timingSafeEqual } from "node:crypto";
import type { FastifyReply } from "fastify";
import { Refusal } from "../../core/errors.ts";
import type { User } from "../../service/context.ts";
import { digestSecret } from "../../service/context.ts";
import { describeCaller, describePerson } from "../../service/describe-caller.ts";
import { acceptInvitation, getInvitation } from "../../service/invitation.ts";
import { hashChosen } from "../../service/choose-password.ts";
import { needsSetUp, setUp } from "../../service/set-up.ts";
import type { SignedIn } from "../../service/sign-in.ts";
import { signIn, signOut, startSession } from "../../service/sign-in.ts";
import type { App } from "../app.ts";
import { csrfTokenOf } from "../authenticate.ts";
import { clearSessionCookie, readDeviceCookie, setSessionCookies } from "../cookies.ts";
import type { Handlers } from "../mount.ts";
import { wireToken } from "../../core/wire-token.ts";

export const accessHandlers: Pick<
  Handlers,
  "getSetup" | "setUp" | "signIn" | "getSession" | "signOut" | "getMe" | "showInvitation" | "acceptInvitation"
> = {
  getSetup: async ({ service }) => ({ needed: await needsSetUp(service) }),

  async setUp(app, { body, origin, reply }) {
    refuseWrongSecret(app.service.setUpSecret, body.secret);
    const { name, email, password } = body.owner;
    const passwordHash = await hashChosen(app.service, password, "owner.password");
    const first = { projectName: body.project.name, name, email, passwordHash };
    const owner = await setUp(app.service, first, origin);
    return answerSession(app, reply, await startSession(app.service, owner, { origin }));
  },

  async signIn(app, { body, origin, request, reply }) {
    const device = readDeviceCookie(request.headers.cookie);
    return answerSession(app, reply, await signIn(app.service, { ...body, device }, origin));
  },

  async getSession(app, { session }) {
    if (!session) throw new Refusal("internal_error", "This route is reached by a session only");
    return wireSession(app, session.user, session.secret);
  },

  async signOut(app, { session, origin, reply }) {
    if (session) await signOut(app.service, { user: session.user, session: session.secret }, origin);
    clearSessionCookie(reply, app.isSecure);
    return undefined;
  },

  async getMe({ service, usage }, { caller }) {
    await usage.flush();
    const { token, ...me } = await describeCaller(service, caller);
    return { ...me, ...(token && { token: wireToken(token, service.now()) }) };
  },

  async showInvitation({ service }, { body }) {
    const { user, projectName } = await getInvitation(service, service.db, body.secret);
    return { email: user.email, name: user.name, project: projectName };
  },

  async acceptInvitation(app, { body, origin, reply }) {
    const user = await acceptInvitation(app.service, body, origin);
    return answerSession(app, reply, await startSession(app.service, user, { origin }));
  },
};

function refuseWrongSecret(wanted: string | undefined, presented: string): void {
  if (wanted === undefined)
    throw new Refusal("already_set_up", "Somebody has set this installation up already");
  if (timingSafeEqual(digestSecret(wanted), digestSecret(presented))) return;
  throw new Refusal("forbidden", "This is not the set-up link that the server printed when it started last");
}

export function answerSession(app: App, reply: FastifyReply, signedIn: SignedIn) {
  setSessionCookies(reply, app.isSecure, signedIn);
  return wireSession(app, signedIn.user, signedIn.session);
}

async function wireSession({ service }: App, user: User, secret: string) {
  const person = await describePerson(service, user);
  return { user, csrfToken: csrfTokenOf(secret), ...person, operator: user.operator };
}
