import type { Verifier } from "@tokenhouse/sdk";
import type { Installation, Minted } from "../fixture.ts";

/** Whoever asks about others, and a verifier that has asked before. */
export interface Judges {
  installation: Installation;
  asker: Minted;
  verifier: Verifier;
}

/** Every way to have a value accepted: the names of those that do. */
export async function acceptingWays(
  { installation, asker, verifier }: Judges,
  value: string,
): Promise<string[]> {
  const { call, url } = installation;
  const status = async (path: string) =>
    (await fetch(url + path, { headers: { authorization: `Bearer ${value}` } })).status === 200;
  const asClient = { basic: [asker.id, asker.value] as [string, string] };
  const ways: Record<string, () => Promise<boolean> | boolean> = {
    "its own route": async () => (await call("getMe", { bearer: value })).status === 200,
    "the older API": async () => (await call("listApiAccessTokens", { bearer: value })).status === 200,
    nginx: () => status("/auth/nginx"),
    "forward auth": () => status("/auth/forward"),
    Envoy: () => status("/auth/envoy/any/path"),
    "a check": async () =>
      (await call("verifyToken", { bearer: asker.value }, { body: { token: value } })).body.valid === true,
    introspection: async () =>
      (await call("introspectToken", asClient, { body: { token: value } })).body.active === true,
    "a verifier's memory": () => verifier.peek(value)?.valid === true,
    "a verifier": () =>
      verifier.verify(value).then(
        ({ valid }) => valid,
        () => false,
      ),
  };
  const accepting: string[] = [];
  for (const [name, accepts] of Object.entries(ways)) if (await accepts()) accepting.push(name);
  return accepting;
}
