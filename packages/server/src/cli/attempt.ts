import { TokenhouseError } from "@tokenhouse/sdk/client";
import { ConfigError } from "../config.ts";
import { BackupError } from "../storage/backup/backup-error.ts";
import { ServedElsewhereError } from "../storage/served-elsewhere-error.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT_CODES } from "./exit-codes.ts";

/** What was given cannot be read as what it should be. */
export class InputError extends Error {}

/** Whoever was asked does not want it after all. */
export class CancelledError extends Error {
  constructor() {
    super("Cancelled: nothing was done");
  }
}

/** There is no token to ask with. */
export class NotSignedInError extends Error {}

/** Runs a command; one that fails says why in one line a fault, what would help, and ends with the code for it. */
export async function attempt(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const line of faultsOf(error)) process.stderr.write(`${line}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  if (error instanceof TokenhouseError) return refusalInWords(error);
  return [error instanceof Error ? error.message : String(error)];
}

function refusalInWords({ code, detail, errors, requestId }: TokenhouseError): string[] {
  const hint = HINTS[code];
  return [
    `${detail} (${code}${requestId === undefined ? "" : `, request ${requestId}`})`,
    ...errors.map(({ path, message }) => `${path}: ${message}`),
    ...(hint === undefined ? [] : [hint]),
  ];
}

/** What would help, where the server cannot know it. */
const HINTS: Record<string, string> = {
  network: "Look whether the server runs, and at --url or TOKENHOUSE_URL: «tokenhouse doctor» tells more.",
  invalid_token: "Sign in with «tokenhouse login», or set TOKENHOUSE_TOKEN to a token that works.",
  project_required: "Name the project with --project.",
  revoke_first: "Revoke it with «tokenhouse token revoke», then delete it.",
};

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CancelledError) return EXIT_CODES.cancelled;
  if (error instanceof NotSignedInError) return EXIT_CODES.authenticationRequired;
  if (error instanceof TokenhouseError) return BY_STATUS[error.status] ?? EXIT_CODES.error;
  return INVALID.some((kind) => error instanceof kind) ? EXIT_CODES.invalid : EXIT_CODES.error;
}

/** By status of the answer; 0 = there was none. */
const BY_STATUS: Record<number, ExitCode> = {
  0: EXIT_CODES.network,
  400: EXIT_CODES.invalid,
  401: EXIT_CODES.authenticationRequired,
  403: EXIT_CODES.notPermitted,
  404: EXIT_CODES.notFound,
  409: EXIT_CODES.invalid,
  413: EXIT_CODES.invalid,
};

/** What was asked for, or the state of what it was asked of, is at fault. */
const INVALID = [BackupError, ConfigError, InputError, ServedElsewhereError];
