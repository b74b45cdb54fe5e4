import { join } from "node:path";
import type { Answer, Call } from "../chaos/fire/call.ts";
import { call } from "../chaos/fire/call.ts";
import { mistaken } from "../chaos/fire/mistake.ts";
import { freePorts } from "../chaos/cluster/ports.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import type { Mutation } from "../lease/module.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const PATIENCE_MS = 20_000;

/** Servers of one database, each of which comes back on its own port. */
export interface Servers {
  count: number;
  /** Lets the n-th kill itself at the point that it was given when it started; answers which that is. */
  arm: (n: number) => string;
  kill: (n: number) => Promise<void>;
  /** Starts what has ended. */
  revive: () => Promise<void>;
  /** What the n-th answers to the owner; undefined where nothing whole comes. */
  ask: (n: number, request: Omit<Call, "authorization">) => Promise<Answer | undefined>;
}

export interface ServersOptions {
  folder: string;
  /** Default: a file. */
  databaseUrl: string | undefined;
  count: number;
  mutations: readonly Mutation[];
  /** Where the next one that starts is to kill itself. */
  drawPoint: () => string;
}

const KILL_AT = join(import.meta.dirname, "../durability/kill-at.ts");

/** They end with the ground that their folder is in. */
export async function openServers({
  folder,
  databaseUrl,
  count,
  mutations,
  drawPoint,
}: ServersOptions): Promise<Servers> {
  const ports = await freePorts(count);
  const mistakes = mistaken(mutations);
  const running: (ServerProcess | undefined)[] = ports.map(() => undefined);
  const points: string[] = [];
  const start = async (n: number) => {
    const killAt = drawPoint();
    points[n] = killAt;
    running[n] = await startServer({
      folder: join(folder, `server-${n}`),
      flags: [...mistakes.flags, "--import", KILL_AT],
      env: {
        ...mistakes.env,
        KILL_AT: killAt,
        TOKENHOUSE_PORT: String(ports[n]),
        TOKENHOUSE_DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, "tokenhouse.db")}`,
        TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
        TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
        TOKENHOUSE_LEASE_SECONDS: "2",
        TOKENHOUSE_LOG_LEVEL: "error",
      },
    });
  };
  let authorization = `Basic ${Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64")}`;
  const urlOf = (n: number) => `http://127.0.0.1:${ports[n % count]}`;
  const ask: Servers["ask"] = (n, request) => call(urlOf(n), { ...request, authorization }, PATIENCE_MS);
  // One after the other, so that the first one sets the installation up.
  for (const n of ports.keys()) await start(n);
  const own = await ask(0, { method: "POST", path: "/v1/tokens", body: { lifetimeDays: 30 } });
  if (own?.status !== 201) throw new Error(`The owner gets no token: ${JSON.stringify(own)}`);
  authorization = `Bearer ${(own.body as { value: string }).value}`;
  return {
    count,
    ask,
    arm(n) {
      const server = running[n];
      if (server) process.kill(server.pid, "SIGUSR2");
      return points[n] ?? "";
    },
    async kill(n) {
      await running[n]?.end("SIGKILL");
      running[n] = undefined;
    },
    async revive() {
      await Promise.all(ports.flatMap((_, n) => (running[n] ? [] : [start(n)])));
    },
  };
}
