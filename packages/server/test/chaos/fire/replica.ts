import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ServerProcess } from "../servers.ts";
import { startServer } from "../servers.ts";
import type { Clock } from "./clock.ts";
import { openClock } from "./clock.ts";
import type { Mistake } from "./mistake.ts";
import { mistaken } from "./mistake.ts";
import type { Wire } from "./wire.ts";
import { openWire } from "./wire.ts";

/** A server, and the wire by which it reaches the database. */
export interface Replica {
  name: string;
  url: string;
  port: number;
  wire: Wire;
  clock: Clock;
  signal: (signal: "SIGSTOP" | "SIGCONT") => void;
  kill: () => Promise<void>;
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface ReplicaOptions {
  name: string;
  folder: string;
  port: number;
  databaseUrl: string;
  env: Record<string, string>;
  mistake: Mistake | undefined;
}

export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { name, folder, port, databaseUrl, env, mistake } = options;
  const through = new URL(databaseUrl);
  const wire = await openWire([Number(through.port)]);
  through.port = String(wire.port);
  const clock = openClock(join(folder, "clock"));
  const mistakes = mistaken(mistake?.mutations ?? []);
  const order = {
    folder,
    flags: mistakes.flags,
    env: {
      ...env,
      ...clock.env,
      ...mistakes.env,
      TOKENHOUSE_PORT: String(port),
      TOKENHOUSE_DATABASE_URL: through.href,
    },
  };
  let server: ServerProcess = await startServer(order);
  return {
    name,
    url: server.url,
    port,
    wire,
    clock,
    signal: (signal) => server.signal(signal),
    async kill() {
      await server.end("SIGKILL");
      clearTraces(server.pid);
    },
    async start() {
      server = await startServer(order);
    },
    async stop() {
      await server.end("SIGKILL");
      clearTraces(server.pid);
      await wire.close();
    },
  };
}

/** What a process under libfaketime leaves in the system's shared memory when it is killed. */
export function clearTraces(pid: number): void {
  for (const name of ["faketime_shm_", "sem.faketime_sem_"])
    rmSync(join("/dev/shm", `${name}${pid}`), { force: true });
}
