import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Migrations } from "../../src/storage/migrations/index.ts";
import { MIGRATIONS } from "../../src/storage/migrations/index.ts";

/** The migrations of this program, and some that a newer one has besides: by name, what each does. */
export function withNewer(newer: Record<string, readonly string[]>): Migrations {
  const made = Object.entries(newer).map(([name, statements]) => [
    name,
    {
      async up(db: Kysely<unknown>) {
        for (const statement of statements) await sql.raw(statement).execute(db);
      },
    },
  ]);
  return { ...MIGRATIONS, ...(Object.fromEntries(made) as Migrations) };
}
