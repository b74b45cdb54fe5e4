import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import { startProgram } from "../../../e2e/harness/process.ts";
import { findProgram } from "../../../e2e/harness/program.ts";
import { makeFolder } from "../../../e2e/harness/server.ts";

/** How each proxy is started on the configuration of its example, which lies in the working folder. */
const PROXIES = {
  nginx: {
    files: ["nginx.conf"],
    /** Its own folders are root's: a test's copy writes below the working folder. */
    adapt: (text: string) => text.replace("http {", `http { access_log off; ${TEMPORARY}`),
    args: (folder: string) => ["-p", folder, "-c", "nginx.conf", "-e", "stderr", "-g", NGINX_GLOBALS],
  },
  caddy: {
    files: ["Caddyfile"],
    adapt: (text: string) => text,
    args: () => ["run", "--config", "Caddyfile", "--adapter", "caddyfile"],
  },
  haproxy: {
    files: ["haproxy.cfg", "tokenhouse.lua"],
    adapt: (text: string) => text,
    args: () => ["-db", "-f", "haproxy.cfg"],
  },
};

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  .map((name) => `${name}_temp_path ${name};`)
  .join(" ");
const NGINX_GLOBALS = `daemon off; master_process off; pid nginx.pid; ${process.getuid?.() === 0 ? "user root;" : ""}`;

export type ProxyName = keyof typeof PROXIES;
export const PROXY_NAMES = Object.keys(PROXIES) as ProxyName[];

export interface RunningProxy {
  port: number;
  output: () => string;
  stop: () => Promise<void>;
}

/** Runs the example's own configuration, with nothing changed but the ports. */
export async function startProxy(
  name: ProxyName,
  ports: { tokenhouse: number; api: number },
): Promise<RunningProxy> {
  const { files, adapt, args } = PROXIES[name];
  const program = findProgram(name);
  if (program === undefined) throw new Error(`There is no ${name} on this machine`);
  const folder = makeFolder();
  const port = await findFreePort();
  for (const file of files) {
    const text = readFileSync(join(import.meta.dirname, "../..", name, file), "utf8")
      .replaceAll("127.0.0.1:4980", `127.0.0.1:${ports.tokenhouse}`)
      .replaceAll("127.0.0.1:3000", `127.0.0.1:${ports.api}`)
      .replaceAll(":8080", `:${port}`);
    writeFileSync(join(folder, file), adapt(text));
  }
  const running = startProgram(program, args(folder), { cwd: folder, env: { HOME: folder } });
  await Promise.race([
    vi.waitUntil(() => isListening(port), { timeout: 30_000 }),
    running.exited.then(() => {
      throw new Error(`${name} does not start:\n${running.output()}`);
    }),
  ]);
  return {
    port,
    output: () => running.output(),
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
