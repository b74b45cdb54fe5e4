/** A peer: what one writes by hand, a Fastify route that looks the token's digest up in PostgreSQL. */
import Fastify from "fastify";
import { hash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { Pool } from "pg";
import { argument, tell, whenLetGo } from "../child.ts";
import { digestOf } from "../values.ts";

interface Row {
  id: string;
  holder: string;
  scopes: string[];
  expires_at: Date | null;
}

const ROWS_A_STATEMENT = 10_000;
const { url, tokens } = argument() as { url: string; tokens: number };
const pool = new Pool({ connectionString: url, max: 8 });
await fill();

const server = Fastify();
server.get("/verify", async (request, reply) => {
  const value = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
  const { rows } = await pool.query<Row>({
    name: "find",
    text: "select id, holder, scopes, expires_at from tokens where digest = $1 and revoked_at is null",
    values: [Buffer.from(hash("sha256", value, "hex"), "hex")],
  });
  const [token] = rows;
  const isGood = token && (token.expires_at === null || token.expires_at.getTime() > Date.now());
  if (!isGood || !token.scopes.includes("orders:read")) return reply.code(401).send({ valid: false });
  return { valid: true, token: { id: token.id, scopes: token.scopes }, holder: token.holder };
});
await server.listen({ host: "127.0.0.1", port: 0 });
tell({ port: (server.server.address() as AddressInfo).port });
whenLetGo(async () => {
  await server.close();
  await pool.end();
});

async function fill(): Promise<void> {
  await pool.query(`create table tokens (
    digest bytea primary key, id uuid not null default gen_random_uuid(), holder text not null,
    scopes text[] not null, expires_at timestamptz, revoked_at timestamptz)`);
  const insert = `insert into tokens (digest, holder, scopes, expires_at)
    select digest, 'orders', '{orders:read,orders:write}', now() + interval '30 days' from unnest($1::bytea[]) digest`;
  for (let from = 0; from < tokens; from += ROWS_A_STATEMENT) {
    const count = Math.min(ROWS_A_STATEMENT, tokens - from);
    await pool.query(insert, [Array.from({ length: count }, (_, n) => digestOf(from + n))]);
  }
  await pool.query("analyze tokens");
}
