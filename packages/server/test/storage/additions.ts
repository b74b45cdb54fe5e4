import type { Kysely, TableMetadata } from "kysely";
import { sql } from "kysely";

/** What a database says of its schema. */
interface Schema {
  tables: TableMetadata[];
  /** What says no to a row, as the database words it, by name. */
  rules: Map<string, string>;
}

export async function readSchema(db: Kysely<unknown>, rules: string): Promise<Schema> {
  const { rows } = await sql.raw<{ name: string; sql: string }>(rules).execute(db);
  return {
    tables: await db.introspection.getTables({ withInternalKyselyTables: false }),
    rules: new Map(rows.map((row) => [row.name, row.sql])),
  };
}

/** Why a program that knows the schema before could fail on the one after. */
export function dangersOf(before: Schema, after: Schema): string[] {
  const known = new Set(before.tables.map(({ name }) => name));
  return [
    ...before.tables.flatMap((table) => dangersTo(table, after.tables)),
    ...[...after.rules]
      .filter(([name, text]) => isAbout(known, text) && !isBeyond(text, before.rules.get(name)))
      .map(([name]) => `${name} is a new rule`),
  ];
}

function dangersTo({ name, columns }: TableMetadata, tables: readonly TableMetadata[]): string[] {
  const table = tables.find((other) => other.name === name);
  if (!table) return [`${name} is gone`];
  const faults = columns.flatMap((column) => {
    const now = table.columns.find((other) => other.name === column.name);
    if (!now) return [`${name}.${column.name} is gone`];
    const isSame =
      now.dataType === column.dataType &&
      now.isNullable === column.isNullable &&
      now.hasDefaultValue === column.hasDefaultValue;
    return isSame ? [] : [`${name}.${column.name} is another`];
  });
  const needed = table.columns.filter(
    (column) =>
      !column.isNullable && !column.hasDefaultValue && !columns.some((other) => other.name === column.name),
  );
  return [...faults, ...needed.map((column) => `${name}.${column.name} has to be given`)];
}

function isAbout(known: ReadonlySet<string>, text: string): boolean {
  return [...text.matchAll(/\b(?:on|table) (?:public\.)?"?(\w+)/gi)].some(([, name = ""]) => known.has(name));
}

/** Whether a rule is the one of before, but for what stands in one place more: where SQLite keeps a new column. */
function isBeyond(text: string, before: string | undefined): boolean {
  if (before === undefined) return false;
  let same = 0;
  while (same < before.length && before[same] === text[same]) same++;
  return text.endsWith(before.slice(same));
}
