import { readConfig } from "../../config.ts";
import { openDatabase, pendingMigrations } from "../../storage/open.ts";
import { attempt } from "../attempt.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { whileWaiting } from "../terminal/patience.ts";

interface Options {
  check?: true;
  json?: true;
}

/** `tokenhouse migrate`: brings the schema up to date, or tells what is missing. */
export function migrate({ check, json }: Options): Promise<void> {
  return attempt(async () => {
    const { databaseUrl } = readConfig(process.env).config;
    const pending = await pendingMigrations(databaseUrl);
    const bringUp = async () => (await openDatabase(databaseUrl)).destroy();
    if (!check) await whileWaiting("Bringing the schema up to date", bringUp, { atOnce: true });
    const answer = check ? { pending } : { applied: pending };
    process.stdout.write(`${json ? JSON.stringify(answer) : inWords(pending, check)}\n`);
    if (check && pending.length > 0) process.exitCode = EXIT_CODES.error;
  });
}

function inWords(pending: readonly string[], check: true | undefined): string {
  if (pending.length === 0) return "The schema is up to date.";
  return `${check ? "Missing" : "Applied"}: ${pending.join(", ")}.`;
}
