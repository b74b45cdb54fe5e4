/** A peer: oidc-provider's introspection of opaque access tokens, which it holds in memory. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { tell, whenLetGo } from "../child.ts";

const TOKENS = 100;
const CLIENT = { client_id: "orders", client_secret: "only for the benchmark".replaceAll(" ", "-") };

const server = createServer((request, response) => void handle(request, response));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}`;
const provider = new Provider(url, {
  clients: [{ ...CLIENT, grant_types: ["client_credentials"], redirect_uris: [], response_types: [] }],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    devInteractions: { enabled: false },
  },
});
const handle = provider.callback();

const basic = Buffer.from(`${CLIENT.client_id}:${CLIENT.client_secret}`).toString("base64");
const headers = { "Content-Type": "application/x-www-form-urlencoded", Authorization: `Basic ${basic}` };
const tokens = await Promise.all(Array.from({ length: TOKENS }, issue));
tell({ port, headers, tokens });
whenLetGo(async () => server.close());

async function issue(): Promise<string> {
  const body = "grant_type=client_credentials";
  const answer = await fetch(`${url}/token`, { method: "POST", headers, body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
