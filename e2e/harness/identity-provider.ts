import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import type { Page } from "playwright-core";

const CLIENT = { client_id: "tokenhouse", client_secret: "a-secret-of-the-tests-alone" };

/** A real OpenID provider, which believes whoever signs in there. */
export interface RunningProvider {
  /** What a server is told to sign people in with it. */
  env: Record<string, string>;
  /** Takes a server's people in from now on. */
  serve: (url: string) => void;
  stop: () => Promise<void>;
}

export async function startIdentityProvider(): Promise<RunningProvider> {
  let handle: ReturnType<Provider["callback"]> | undefined;
  const server = createServer((request, reply) => void handle?.(request, reply));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: {
      TOKENHOUSE_OIDC_ISSUER: issuer,
      TOKENHOUSE_OIDC_CLIENT_ID: CLIENT.client_id,
      TOKENHOUSE_OIDC_CLIENT_SECRET: CLIENT.client_secret,
      TOKENHOUSE_OIDC_NAME: "Acme ID",
    },
    serve(url) {
      const provider = new Provider(issuer, {
        clients: [{ ...CLIENT, redirect_uris: [`${url}/signin/return`] }],
        claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
        // Whoever is called unverified@… has not shown that the address is theirs; platform@… is in a group.
        findAccount: (_, email) => ({
          accountId: email,
          claims: () => ({
            sub: email,
            email,
            email_verified: !email.startsWith("unverified"),
            name: `${email.split("@", 1)[0]} of Acme`,
            groups: email.startsWith("platform") ? ["platform"] : [],
          }),
        }),
        cookies: { keys: ["of the tests alone"] },
      });
      handle = provider.callback();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Goes there from the sign-in page, and says who one is. */
export async function identifyAs(page: Page, email: string): Promise<void> {
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
  await page.getByPlaceholder("Enter any login").fill(email);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}
