import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Change } from "../history.ts";

/** One try of the revocation of a token. */
export interface Attempt extends Change {
  tokenId: number;
}

/** Clients that revoke one token after the other, each until that is acknowledged. */
export interface Writers {
  /** All attempts that have ended, in that order. */
  attempts: readonly Attempt[];
  stop: () => Promise<void>;
}

export interface Writing {
  url: string;
  /** Revokes the token $1. */
  statement: string;
  lanes: number;
}

interface Connection {
  client: Client;
  socket: Socket;
  /** Of the server's process. */
  pid: number;
}

/** A client that has waited so long for a commit cancels it, and one that hears nothing after that hangs up. */
const [CANCEL_MS, HANG_UP_MS] = [250, 1000];
const PAUSE_MS = 5;
const RETRY_MS = 25;

/** Starts to revoke the tokens from 1 on. An attempt that was cancelled may have been done, whatever its answer says. */
export function startWriters({ url, statement, lanes }: Writing): Writers {
  const attempts: Attempt[] = [];
  let tokens = 0;
  let isOver = false;
  const isRunning = () => !isOver;
  const run = async () => {
    let connection: Connection | undefined;
    let tokenId = ++tokens;
    while (isRunning()) {
      connection ??= await connect(url);
      if (connection === undefined) {
        await delay(RETRY_MS);
        continue;
      }
      const beganAt = performance.now();
      const [outcome, next] = await revoke(url, connection, [statement, tokenId]);
      connection = next;
      attempts.push({ tokenId, kind: "narrowing", outcome, beganAt, endedAt: performance.now() });
      if (outcome === "acknowledged") tokenId = ++tokens;
      await delay(outcome === "acknowledged" ? PAUSE_MS : RETRY_MS);
    }
    connection?.socket.destroy();
  };
  const running = Promise.all(Array.from({ length: lanes }, run));
  return {
    attempts,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

/** Answers what is known of the attempt, and the connection if it can be used any longer. */
async function revoke(
  url: string,
  connection: Connection,
  [statement, tokenId]: [statement: string, tokenId: number],
): Promise<[Change["outcome"], Connection | undefined]> {
  let isCancelled = false;
  const cancelling = setTimeout(() => {
    isCancelled = true;
    void cancel(url, connection.pid);
  }, CANCEL_MS);
  const hangingUp = setTimeout(() => connection.socket.destroy(), HANG_UP_MS);
  try {
    await connection.client.query(statement, [tokenId]);
    return [isCancelled ? "unknown" : "acknowledged", connection];
  } catch {
    connection.socket.destroy();
    return ["unknown", undefined];
  } finally {
    clearTimeout(cancelling);
    clearTimeout(hangingUp);
  }
}

async function cancel(url: string, pid: number): Promise<void> {
  const connection = await connect(url);
  await connection?.client.query("select pg_cancel_backend($1)", [pid]).catch(() => undefined);
  connection?.socket.destroy();
}

/** Undefined when nobody answers. */
async function connect(url: string): Promise<Connection | undefined> {
  const socket = new Socket();
  const client = new Client({
    connectionString: url,
    stream: () => socket,
    connectionTimeoutMillis: HANG_UP_MS,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return { client, socket, pid: rows[0]?.pid ?? 0 };
  } catch {
    socket.destroy();
    return undefined;
  }
}

/** Asks once, on a connection of its own. */
export async function query<T extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}
