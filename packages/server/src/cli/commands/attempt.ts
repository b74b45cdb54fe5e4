import { ConfigError } from "../../config.ts";
import { BackupError } from "../../storage/backup/backup-error.ts";
import { ServedElsewhereError } from "../../storage/file-lock.ts";
import { EXIT_CODES } from "../exit-codes.ts";

/** What was given cannot be read as what it should be. */
export class InputError extends Error {}

/** Runs a command; one that fails says why in one line a fault, and ends with the code for it. */
export async function attempt(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const line of faultsOf(error)) process.stderr.write(`${line}\n`);
    process.exitCode = isInvalid(error) ? EXIT_CODES.invalid : EXIT_CODES.error;
  }
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  return [error instanceof Error ? error.message : String(error)];
}

/** What was asked for, or the state of what it was asked of, is at fault. */
function isInvalid(error: unknown): boolean {
  return INVALID.some((kind) => error instanceof kind);
}

const INVALID = [BackupError, ConfigError, InputError, ServedElsewhereError];
