import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../chaos/cluster/until.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import { mistaken } from "../chaos/fire/mistake.ts";
import type { Mutation } from "../lease/module.ts";

/** What the process tells of itself, since it was asked before. */
export interface Reading {
  /** How late the event loop came back, and how long it had worked in between: 99.9 % of all times at most so long. */
  lateMs: number;
  busyMs: number;
  /** Of the machine's memory. */
  rss: number;
  /** What the program holds of it, after a collection. */
  held: number;
}

/** A server that can be asked how it does. */
export interface Watched extends ServerProcess {
  port: number;
  read: () => Promise<Reading>;
}

export const KEEPER = { email: "keeper@example.com", password: "plum-Lantern-42-orbit" };

/** Starts a server on a fresh file, as it is or with mistakes in its sources. */
export async function startWatched(
  folder: string,
  mutations: readonly Mutation[],
  logLevel: string,
): Promise<Watched> {
  const file = join(folder, "probe");
  const mistakes = mistaken(mutations);
  const server = await startServer({
    folder,
    flags: ["--import", join(import.meta.dirname, "probe.ts"), ...mistakes.flags],
    env: {
      ...mistakes.env,
      PROBE: file,
      TOKENHOUSE_ADMIN_EMAIL: KEEPER.email,
      TOKENHOUSE_ADMIN_PASSWORD: KEEPER.password,
      TOKENHOUSE_LEASE_SECONDS: "1",
      TOKENHOUSE_TRUST_PROXY: "127.0.0.1",
      TOKENHOUSE_LOG_LEVEL: logLevel,
    },
  });
  const readings = () => (existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : []);
  return {
    ...server,
    port: Number(new URL(server.url).port),
    async read() {
      const before = readings().length;
      process.kill(server.pid, "SIGUSR2");
      const line = await until(
        () => readings()[before],
        () => `The server does not say how it does: ${server.output().slice(-2000)}`,
      );
      return JSON.parse(line) as Reading;
    },
  };
}
