import { ConfigError, readConfig } from "../../config.ts";
import type { RunningServer } from "../../main.ts";
import { createLog } from "../../log.ts";
import { start } from "../../main.ts";

/** `tokenhouse serve`: runs until SIGTERM or SIGINT, then drains and exits with 0. */
export async function serve(): Promise<void> {
  const server = await startOrExplain();
  if (!server) {
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`Tokenhouse is ready: ${server.url}\n`);
  if (server.setUpLink)
    process.stdout.write(`Create the first owner and project, once: ${server.setUpLink}\n`);
  // A terminal sends the signal to everybody, and whoever started us may pass it on once more: drain once.
  let stopping: Promise<void> | undefined;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stopping ??= stop(server);
    });
  }
}

async function startOrExplain(): Promise<RunningServer | undefined> {
  try {
    const { config, warnings } = readConfig(process.env);
    for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`);
    return await start(config, createLog(config.logLevel));
  } catch (error) {
    for (const line of explain(error)) process.stderr.write(`${line}\n`);
    return undefined;
  }
}

/** One line a fault: what is wrong and what would be right. */
function explain(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  if (!(error instanceof Error)) return [String(error)];
  const fault: Fault = error;
  const explanation = Object.entries(EXPLANATIONS).find(([codes]) =>
    codes.split(" ").some((code) => fault.code === code || fault.code?.startsWith(`${code}_`)),
  );
  return [explanation ? explanation[1](fault) : error.message];
}

type Fault = NodeJS.ErrnoException & { address?: string; port?: number };

const EXPLANATIONS: Record<string, (fault: Fault) => string> = {
  EADDRINUSE: ({ address, port }) =>
    `${address}:${port} is in use: stop what listens there, or set TOKENHOUSE_PORT to another port`,
  "EADDRNOTAVAIL ENOTFOUND": ({ address }) =>
    `${address ?? "TOKENHOUSE_HOST"} is no address of this machine: set TOKENHOUSE_HOST to one that is`,
  "EACCES EPERM EROFS ENOTDIR EEXIST": ({ code, path, address }) =>
    `${path ?? address} cannot be used (${code}): make the data folder writable, or set TOKENHOUSE_DATABASE_URL`,
  DATABASE_UNAVAILABLE: ({ message }) =>
    `${message}: check that PostgreSQL runs, and TOKENHOUSE_DATABASE_URL`,
  "42501": ({ message }) =>
    `PostgreSQL refuses (${message}): let TOKENHOUSE_DATABASE_URL name a role that owns the database`,
  "SQLITE_FULL SQLITE_IOERR": ({ code, message }) =>
    `The disk cannot be used (${code}: ${message}): make room where TOKENHOUSE_DATABASE_URL points to, or replace the disk`,
  "SQLITE_CANTOPEN SQLITE_READONLY SQLITE_NOTADB SQLITE_CORRUPT": ({ code, message }) =>
    `The database file cannot be used (${code}: ${message}): check TOKENHOUSE_DATABASE_URL`,
};

async function stop(server: RunningServer): Promise<void> {
  try {
    await server.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Stopping failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
