import type { CompiledQuery, DialectAdapter, Insertable, RawBuilder } from "kysely";
import { sql } from "kysely";
import type { Db } from "./open.ts";
import type { Tables } from "./schema.ts";

/** Stands in a statement for the value that each use gives. */
interface Blank {
  blank: PropertyKey;
}

/**
 * A statement of a busy path, built and compiled once for each database: a use gives its values and nothing more. So its
 * text depends on none of them.
 */
export function prepared<V extends object, R>(
  build: (db: Db, value: <K extends keyof V>(name: K) => RawBuilder<V[K]>) => CompiledQuery<R>,
): (db: Db, values: V) => Promise<R[]> {
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>();
  return async (db, values) => {
    const { adapter } = db.getExecutor();
    let query = compiled.get(adapter);
    if (!query) compiled.set(adapter, (query = build(db, blankFor)));
    const parameters = query.parameters.map((given) =>
      isBlank(given) ? values[given.blank as keyof V] : given,
    );
    return (await db.executeQuery<R>({ ...query, parameters })).rows;
  };
}

/** Inserts one row at a time into a table, by one statement for each choice of columns. */
export function preparedInsert<T extends keyof Tables>(
  table: T,
): (db: Db, row: Insertable<Tables[T]>) => Promise<unknown> {
  const inserts = new Map<string, (db: Db, row: Insertable<Tables[T]>) => Promise<unknown>>();
  return (db, row) => {
    const columns = Object.keys(row);
    const choice = columns.join();
    let insert = inserts.get(choice);
    if (!insert) inserts.set(choice, (insert = insertOf(table, columns)));
    return insert(db, row);
  };
}

function insertOf<T extends keyof Tables>(table: T, columns: readonly string[]) {
  return prepared<Insertable<Tables[T]>, unknown>((db, value) => {
    const names = sql.join(columns.map((column) => sql.ref(column)));
    const values = sql.join(columns.map((column) => value(column as keyof Insertable<Tables[T]>)));
    return sql`insert into ${sql.table(table)} (${names}) values (${values})`.compile(db);
  });
}

function blankFor<T>(name: PropertyKey): RawBuilder<T> {
  const blank: Blank = { blank: name };
  return sql<T>`${blank}`;
}

function isBlank(given: unknown): given is Blank {
  return typeof given === "object" && given !== null && "blank" in given;
}
