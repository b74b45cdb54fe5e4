import { beginIdentification, notBegunHere } from "../../service/identity-flow.ts";
import { signInWithIdentity } from "../../service/sign-in-with-identity.ts";
import type { App } from "../app.ts";
import {
  clearIdentificationCookie,
  readDeviceCookie,
  readIdentificationCookies,
  setIdentificationCookie,
} from "../cookies.ts";
import type { Handlers } from "../mount.ts";
import { answerSession } from "./access.ts";

export const identityHandlers: Pick<
  Handlers,
  "describeSignIn" | "beginIdentification" | "signInWithIdentity"
> = {
  describeSignIn({ service: { signInPolicy } }) {
    const { provider, passwords } = signInPolicy;
    return { identityProvider: provider ? { name: provider.name } : null, passwords };
  },

  async beginIdentification(app, { reply }) {
    const { secret, url } = await beginIdentification(app.service, returnAddress(app));
    setIdentificationCookie(reply, app.isSecure, secret);
    return { url };
  },

  async signInWithIdentity(app, { body, origin, request, reply }) {
    const { cookie } = request.headers;
    const [secret, ...others] = readIdentificationCookies(cookie);
    if (secret === undefined || others.length > 0) throw notBegunHere();
    const came = { ...body, secret, device: readDeviceCookie(cookie), redirectUri: returnAddress(app) };
    const recognised = await signInWithIdentity(app.service, came, origin);
    clearIdentificationCookie(reply, app.isSecure);
    if ("signedIn" in recognised) {
      return { session: await answerSession(app, reply, recognised.signedIn), connecting: null };
    }
    const { email, secret: identity } = recognised.connecting;
    return { session: null, connecting: { email, identity } };
  },
};

/** Where the provider sends browsers back to: as it was told when this installation was registered there. */
function returnAddress({ url }: App): string {
  return `${url()}/signin/return`;
}
