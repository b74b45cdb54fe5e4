import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { generateToken } from "../../e2e/harness/api.ts";
import type { RunningProvider } from "../../e2e/harness/identity-provider.ts";
import { startIdentityProvider } from "../../e2e/harness/identity-provider.ts";
import type { RunningServer } from "../../e2e/harness/server.ts";
import { startServer } from "../../e2e/harness/server.ts";
import type { Upstream } from "../../examples/test/harness/upstream.ts";
import { startUpstream } from "../../examples/test/harness/upstream.ts";
import { root } from "./pages.ts";

/** What pages take for granted: a server with an owner, and an API to put a proxy in front of. */
export interface World {
  server: RunningServer;
  /** Whoever follows the pages: the person of the README. */
  you: { email: string; password: string };
  /** A token that may do anything, to be signed in with. */
  value: string;
  api: Upstream;
  /** Where people sign in. */
  provider: RunningProvider;
  stop: () => Promise<void>;
}

export async function openWorld(): Promise<World> {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, email = "", password = ""] = /curl -u '([^:']+):([^']+)'/.exec(readme) ?? [];
  const server = await startServer({
    env: {
      TOKENHOUSE_ADMIN_EMAIL: email,
      TOKENHOUSE_ADMIN_PASSWORD: password,
      TOKENHOUSE_TRUST_PROXY: "127.0.0.1",
      // Of those that a page leaves behind.
      TOKENHOUSE_LEASE_SECONDS: "1",
    },
  });
  const you = { email, password };
  const { value } = await generateToken(server.url, { name: "signed in" }, you);
  const [api, provider] = [await startUpstream(), await startIdentityProvider()];
  return {
    server,
    you,
    value,
    api,
    provider,
    async stop() {
      await provider.stop();
      await api.stop();
      await server.stop();
    },
  };
}

/** What a clone holds that is not in it: packages, and the page as it was built. */
const MADE = ["node_modules", "packages/server/public"];
const LEFT_OUT =
  /(?:^|\/)(?:node_modules|\.git|\.toolchain|public\/assets|images|dist)(?:$|\/)|^data(?:$|\/)/;

/** A clone of this project, in which `npm` has nothing to install and nothing to build. */
export function cloneInto(folder: string): void {
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(path.slice(root.length + 1)) && path !== join(root, MADE[1] ?? ""),
  });
  for (const path of MADE) linkEntries(join(root, path), join(folder, path));
}

/** A folder of its own, so that whatever is removed there is a link. */
function linkEntries(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name));
}

/** A folder of somebody's project, in which the packages that they have installed are there. */
export function projectInto(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, "package.json"))) return;
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}
