import { betterAuth } from "better-auth";
import type { BetterAuthOptions, BetterAuthPlugin } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import SQLite from "better-sqlite3";
import { rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Checker } from "../checker.ts";

/** Its API keys are a package of their own, whose released version asks for other peers than the newest better-auth. */
const PLUGIN: string = "@better-auth/api-key";
const KEYS = 100;

interface Plugin {
  apiKey: (options: object) => BetterAuthPlugin;
}

/** What its plugin adds to `auth.api`. */
interface KeysApi {
  createApiKey: (request: { body: { userId: string; name: string } }) => Promise<{ key: string }>;
  verifyApiKey: (request: { body: { key: string } }) => Promise<{ valid: boolean }>;
}

/** A peer: better-auth's API keys over SQLite, in process; undefined where its plugin is not installed. */
export async function betterAuthChecker(): Promise<(Checker & { close: () => void }) | undefined> {
  const plugin = await loadPlugin();
  if (!plugin) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-bench-"));
  const database = new SQLite(join(folder, "better-auth.db"));
  database.pragma("journal_mode = wal");
  const options: BetterAuthOptions = {
    database,
    secret: "only for the benchmark, as long as it must be",
    baseURL: "http://127.0.0.1",
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    // Its own limit lets a key be used ten times a day.
    plugins: [plugin.apiKey({ rateLimit: { enabled: false } })],
  };
  await (await getMigrations(options)).runMigrations();
  const auth = betterAuth(options);
  const person = { name: "Owner", email: "owner@example.com", password: "only for the benchmark" };
  const { user } = await auth.api.signUpEmail({ body: person });
  const api = auth.api as unknown as KeysApi;
  const keys: string[] = [];
  for (let n = 0; n < KEYS; n++) {
    keys.push((await api.createApiKey({ body: { userId: user.id, name: `key ${n}` } })).key);
  }
  return {
    name: "better-auth verifyApiKey",
    check: async (turn) => (await api.verifyApiKey({ body: { key: keys[turn % KEYS] ?? "" } })).valid,
    close() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function loadPlugin(): Promise<Plugin | undefined> {
  try {
    return (await import(PLUGIN)) as Plugin;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
