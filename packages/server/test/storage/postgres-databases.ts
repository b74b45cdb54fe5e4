import { Client, escapeIdentifier } from "pg";

/** Makes the database that an address names, as a copy of another one. */
export async function createDatabaseAt(url: string, template: string): Promise<void> {
  await onServerOf(url, (name) => `create database ${name} template ${template}`);
}

export async function dropDatabaseAt(url: string): Promise<void> {
  await onServerOf(url, (name) => `drop database ${name} with (force)`);
}

async function onServerOf(url: string, command: (name: string) => string): Promise<void> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = "/postgres";
  const client = new Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(command(escapeIdentifier(name)));
  } finally {
    await client.end();
  }
}

/** All that the tables of a database hold, as text. */
export async function readTables(url: string): Promise<[string, Buffer][]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    const contents: [string, Buffer][] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(
        `select t::text as row from ${escapeIdentifier(name)} as t`,
      );
      contents.push([name, Buffer.from(rows.map(({ row }) => row).join("\n"))]);
    }
    return contents;
  } finally {
    await client.end();
  }
}
