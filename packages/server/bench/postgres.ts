import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const INSTALLED = "/usr/lib/postgresql";
const NOBODY = 65_534;

export interface Postgres {
  /** `postgres://…` */
  url: string;
  version: string;
  pid: number;
  /** What it says, where it was asked to say everything. */
  log: string;
  /** Ends it at once, whatever is under way, as `pg_ctl stop -m immediate` does. */
  crash: () => Promise<void>;
  /** Starts it again, on the same port, and answers when it is ready. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The newest release that is installed, where Debian and Ubuntu have it. */
export function findPostgres(): string | undefined {
  return existsSync(INSTALLED) ? readdirSync(INSTALLED).toSorted(byNumber).at(-1) : undefined;
}

export interface PostgresOptions {
  within?: string;
  /** A free one if left out. */
  port?: number;
  /** The server to follow. */
  standbyOf?: string;
  /** Each statement is logged, with the values that it was given. */
  tellsAll?: boolean;
}

/** A PostgreSQL cluster of its own in a temporary folder, as it is after `initdb`; undefined where none is installed. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres | undefined> {
  const { within = tmpdir(), standbyOf, tellsAll = false } = options;
  const version = findPostgres();
  if (version === undefined) return undefined;
  const bin = join(INSTALLED, version, "bin");
  const folder = mkdtempSync(join(within, "tokenhouse-postgres-"));
  const user = ordinaryUser(folder);
  const data = join(folder, "data");
  const [program, ...args] = standbyOf
    ? ["pg_basebackup", "-d", standbyOf, "-R", "-c", "fast"]
    : ["initdb", "-U", "bench", "--auth=trust", "--encoding=UTF8", "--no-locale"];
  execFileSync(join(bin, program), [...args, "-D", data], { stdio: "ignore", ...user });
  const port = options.port ?? (await freePort());
  // What is killed leaves no files outside its folder.
  const kept = ["-c", "listen_addresses=127.0.0.1", "-c", "dynamic_shared_memory_type=mmap"];
  const settings = ["-p", String(port), "-k", folder, ...kept, ...(tellsAll ? TELL_ALL : [])];
  const log = join(folder, "log");
  const run = () => {
    const output = tellsAll ? openSync(log, "a") : undefined;
    const stdio = ["ignore", output ?? "ignore", output ?? "ignore"] as const;
    const started = spawn(join(bin, "postgres"), ["-D", data, ...settings], { stdio: [...stdio], ...user });
    if (output !== undefined) closeSync(output);
    return started;
  };
  const isReady = () => untilReady(join(bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]);
  let server = run();
  await isReady();
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  return {
    url: `postgres://bench@127.0.0.1:${port}/postgres`,
    version,
    log,
    get pid() {
      return server.pid ?? 0;
    },
    crash: () => end("SIGQUIT"),
    async start() {
      server = run();
      await isReady();
    },
    async stop() {
      await end("SIGINT");
      rmSync(folder, { recursive: true });
    },
  };
}

const TELL_ALL = ["log_statement=all", "log_parameter_max_length_on_error=-1"].flatMap((one) => ["-c", one]);

/** PostgreSQL refuses to run as root. */
function ordinaryUser(folder: string): { uid?: number; gid?: number; cwd: string } {
  if (process.getuid?.() !== 0) return { cwd: folder };
  chownSync(folder, NOBODY, NOBODY);
  return { uid: NOBODY, gid: NOBODY, cwd: folder };
}

async function untilReady(isReady: string, args: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      execFileSync(isReady, args, { stdio: "ignore" });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error("PostgreSQL does not start");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}
