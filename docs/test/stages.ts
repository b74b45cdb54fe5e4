import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { generateToken } from "../../e2e/harness/api.ts";
import type { Followed, Stage } from "./follow.ts";
import { root } from "./pages.ts";
import type { World } from "./world.ts";

/** What each page takes for granted, as it says itself; the others take a server and somebody who is signed in. */
export const STAGES: Record<string, Stage> = {
  "README.md": { isClone: true, served: setUp },
  "docs/quickstart.md": { isClone: true, served: setUp },
  "docs/how-to/audit-log.md": { env: ({ value }) => ({ TOKENHOUSE_TOKEN: value }) },
  "docs/how-to/kubernetes.md": { env: () => ({ PASSWORD: "of-the-tests-alone" }) },
  "docs/how-to/rotate.md": {
    files: async (world) => ({ "old-token": await tokenOf(world, "nightly-export") }),
  },
  "docs/how-to/sign-in.md": {
    files: ({ provider }) => ({
      "srv/secrets/client-secret": provider.env["TOKENHOUSE_OIDC_CLIENT_SECRET"] ?? "",
    }),
    places: ({ provider }) => ({ "https://id.example.com": provider.env["TOKENHOUSE_OIDC_ISSUER"] ?? "" }),
    served: async ({ url, world }) => world.provider.serve(url),
  },
  // Nobody is there, and nobody else is bothered.
  "docs/how-to/webhooks.md": { places: () => ({ "https://example.com/": "https://nobody.invalid/" }) },
  "examples/express-api/README.md": { isClone: true, served: setUp },
  "examples/fastify-api/README.md": { isClone: true, served: setUp },
  "examples/nginx/README.md": proxied("nginx", ["nginx.conf"]),
  "examples/caddy/README.md": proxied("caddy", ["Caddyfile"]),
  "examples/haproxy/README.md": proxied("haproxy", ["haproxy.cfg", "tokenhouse.lua"]),
};

/** What a page leaves behind, where it promises more than that every command succeeds. */
export const LEFT: Record<string, (followed: Followed, world: World) => Promise<void> | void> = {
  "README.md": async ({ outputs, url, api }, { you }) => {
    const [created = "", me = ""] = outputs;
    expect(JSON.parse(created)).toMatchObject({ token: { name: "ci", status: "active" } });
    expect(me).toContain(`"email":"${you.email}"`);
    const make = (scope: string) => generateToken(url, { name: scope, scopes: [scope] }, you);
    const [reader, writer] = [await make("orders:read"), await make("orders:write")];
    const orders = async (headers: Record<string, string>) => fetch(`${api}/orders`, { headers });
    expect((await orders({})).status).toBe(401);
    expect((await orders({ authorization: `Bearer ${writer.value}` })).status).toBe(403);
    const answer = await orders({ authorization: `Bearer ${reader.value}` });
    expect(await answer.json()).toEqual({ orders: [], caller: reader.token.holder.name });
  },
  "docs/quickstart.md": ({ folder }) => {
    const { receipt } = JSON.parse(readFileSync(join(folder, "receipt"), "utf8")) as {
      receipt: { confirmed: boolean; verifiers: object[] };
    };
    expect(receipt.confirmed).toBe(true);
    // The server, and the API.
    expect(receipt.verifiers).toHaveLength(2);
  },
  "docs/how-to/rotate.md": async ({ folder, outputs, shell }) => {
    expect(outputs.join("")).toContain('"name": "nightly-export"');
    expect(existsSync(join(folder, "new-token"))).toBe(false);
    // The old value works beside the new one.
    const stdin = readFileSync(join(folder, "old-token"), "utf8");
    expect((await shell.run(["verify"], { stdin })).code).toBe(0);
  },
  "docs/how-to/ci-secrets.md": async ({ folder, outputs, shell }) => {
    expect(outputs.join("")).toContain('"revokeReason": "printed by a build"');
    expect(existsSync(join(folder, "deploy-token"))).toBe(false);
    const { items } = await shell.json("token", "list", "--all", "--search", "deploy");
    expect(items).toMatchObject([{ status: "revoked", scopes: ["orders:read"], kind: "service" }]);
  },
  "docs/how-to/webhooks.md": ({ folder, outputs }) => {
    expect(outputs.join("")).toContain('"event":"webhook.test"');
    for (const secret of ["settings-token", "webhook-secret", "webhook.json"])
      expect(existsSync(join(folder, secret))).toBe(false);
  },
  "docs/how-to/kubernetes.md": async ({ folder, shell }) => {
    expect(readFileSync(join(folder, "database-url"), "utf8")).toContain("tokenhouse:of-the-tests-alone@");
    const { items } = await shell.json("token", "list", "--all", "--search", "orders-in-cluster");
    expect(items).toMatchObject([{ status: "active", scopes: ["tokens:verify"], version: 2 }]);
  },
  // The provider takes whom the server sends: it knows the client and the address to return to.
  "docs/how-to/sign-in.md": async ({ url }, { provider }) => {
    const begun = await fetch(`${url}/v1/sign-in/identity`, { method: "POST" });
    const { url: address } = (await begun.json()) as { url: string };
    expect(address).toContain(provider.env["TOKENHOUSE_OIDC_ISSUER"]);
    const sent = await fetch(address, { redirect: "manual" });
    expect([sent.status, sent.headers.get("location")]).toEqual([
      303,
      expect.stringContaining("/interaction/"),
    ]);
  },
};

/** In the browser: the link, a project, an e-mail address and a password. */
async function setUp({ log, url, world }: Parameters<NonNullable<Stage["served"]>>[0]): Promise<void> {
  const [, secret] = await vi.waitUntil(() => /\/setup#(\S+)/.exec(log()));
  const body = { secret, project: { name: "Default" }, owner: { name: "You", ...world.you } };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/setup`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status, await answer.text()).toBe(201);
}

async function tokenOf({ server, you }: World, name: string, scopes = ["*"]): Promise<string> {
  const { value } = await generateToken(server.url, { name, scopes, lifetimeDays: 60 }, you);
  return value;
}

function proxied(name: string, files: readonly string[]): Stage {
  return {
    isProxied: true,
    files: () =>
      Object.fromEntries(
        files.map((file) => [file, writable(readFileSync(join(root, "examples", name, file), "utf8"))]),
      ),
    env: async (world) => ({ TOKEN: await tokenOf(world, `behind ${name}`, ["orders:read"]) }),
  };
}

/** nginx's own folders are root's: a test's copy writes below the page's. */
function writable(text: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const paths = kinds.map((kind) => `${kind}_temp_path ${kind};`).join(" ");
  return text.replace("\nhttp {", `\nhttp { access_log off; ${paths}`);
}
