import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import type { TestProject } from "vitest/node";
import { startPostgres } from "../../bench/postgres.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createDatabaseAt } from "./postgres-databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a PostgreSQL server; databases are made beside the one that it names. */
    postgres: string;
    /** The file with every statement that it was told, and the values in it. */
    postgresLog: string;
  }
}

/** One server for a suite, in memory where that can be, with a database in it that others are copied from. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({
    within: existsSync("/dev/shm") ? "/dev/shm" : tmpdir(),
    tellsAll: true,
  });
  if (!server) throw new Error("PostgreSQL is not installed: install it, or set DATABASES=sqlite");
  const at = (database: string) => new URL(database, server.url).href;
  // In a language of its own, so that whatever relies on the order of bytes has to say so.
  await createDatabaseAt(at("empty"), "template0 locale_provider icu icu_locale 'en'");
  await createDatabaseAt(at("template"), "empty");
  await (await openDatabase(at("template"))).destroy();
  provide("postgres", server.url);
  provide("postgresLog", server.log);
  return server.stop;
}
