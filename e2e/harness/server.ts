import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesIn, leaksIn } from "./canary.ts";
import type { RunningProcess } from "./process.ts";
import { startProcess } from "./process.ts";

/** The first owner of a server started with `startServer`. */
export const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };

/** The environment that makes OWNER on an empty database. */
export const AS_OWNER = { TOKENHOUSE_ADMIN_EMAIL: OWNER.email, TOKENHOUSE_ADMIN_PASSWORD: OWNER.password };

export interface RunningServer extends RunningProcess {
  /** `http://127.0.0.1:` and a free port. */
  url: string;
  /** Where its database lies. */
  folder: string;
}

export interface ServerOptions {
  /** Keeps the database here; the caller removes it. Left out = a fresh folder, removed on `stop`. */
  folder?: string;
  /** Configuration besides port and database. */
  env?: Record<string, string>;
}

/** A fresh folder below the system's temporary one. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "tokenhouse-test-"));
}

/** Starts the server's process on a free port without waiting for it: for starts that must fail. */
export function launchServer(folder: string, env: Record<string, string>): RunningProcess {
  return startProcess("packages/server/src/cli/tokenhouse.ts", ["serve"], {
    TOKENHOUSE_PORT: "0",
    TOKENHOUSE_DATABASE_URL: `sqlite:${join(folder, "tokenhouse.db")}`,
    ...env,
  });
}

/**
 * Starts the real server and resolves when it is ready. Its first owner is OWNER, unless `env` is given.
 * `stop` fails when a value that `generateToken` made stands in its database or its output.
 *
 * @example
 * const server = await startServer();
 * afterAll(() => server.stop());
 */
export async function startServer({ folder, env = AS_OWNER }: ServerOptions = {}): Promise<RunningServer> {
  const home = folder ?? makeFolder();
  const server = launchServer(home, env);
  const [, url = ""] = await server.waitFor(/^Tokenhouse is ready: (\S+)$/m);
  return {
    ...server,
    url,
    folder: home,
    async stop(signal) {
      const code = await server.stop(signal);
      const leaks = leaksIn([["the output", server.output()], ...filesIn(home)]);
      if (leaks.length > 0) throw new Error(`A value that was minted stands in ${leaks.join(", ")}`);
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
      return code;
    },
  };
}
