import { readFileSync } from "node:fs";
import type { Client, ExpiryWarning } from "@tokenhouse/sdk/client";
import { createClient, wordWarning } from "@tokenhouse/sdk/client";
import { InputError, NotSignedInError } from "../attempt.ts";
import type { Profile } from "./profiles.ts";
import { readProfiles } from "./profiles.ts";
import { whileWaiting } from "../terminal/patience.ts";
import { tell } from "../terminal/print.ts";

/** The options of every command that asks a server. */
export interface Connection {
  url?: string;
  profile?: string;
  project?: string;
  json?: true;
}

type Env = NodeJS.ProcessEnv;

/** Where `tokenhouse serve` listens when it is told nothing. */
const HOME_URL = "http://127.0.0.1:4980";

/** A client that calls as whoever is signed in. Throws where nobody is. */
export function connect(options: Connection, env: Env = process.env): Client {
  const url = urlOf(options, env);
  const token = tokenFor(url, options, env);
  if (token === undefined) {
    throw new NotSignedInError(
      `Nobody is signed in at ${url} (profile ${profileNameOf(options, env)}): use «tokenhouse login», or set TOKENHOUSE_TOKEN`,
    );
  }
  return patient(createClient({ url, token, project: () => options.project, onWarning: warn }), url);
}

/** The same client, which says that it waits where an answer takes long, as a receipt may. */
function patient(client: Client, url: string): Client {
  const calls = Object.entries(client) as [string, (...input: unknown[]) => Promise<unknown>][];
  const patiently = calls.map(([name, call]) => [
    name,
    (...input: unknown[]) => whileWaiting(`Waiting for ${url}`, () => call(...input)),
  ]);
  return Object.fromEntries(patiently) as Client;
}

let isWarned = false;

/** Once, however often a command asks. */
function warn(warning: ExpiryWarning): void {
  if (isWarned) return;
  isWarned = true;
  tell(`Warning: ${wordWarning(warning)}: «tokenhouse login», or «tokenhouse token create», makes another`);
}

export function urlOf(options: Connection, env: Env = process.env): string {
  const url = options.url ?? (env["TOKENHOUSE_URL"] || profileOf(options, env)?.url || HOME_URL);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new InputError(`${url} is no address of a server: it begins with http:// or https://`);
  }
  return url.replace(/\/$/, "");
}

export function profileNameOf({ profile }: Connection, env: Env = process.env): string {
  return profile ?? (env["TOKENHOUSE_PROFILE"] || readProfiles(env).current);
}

/** One that was said for this command counts more than one that is kept; what is kept goes nowhere but where it is from. */
function tokenFor(url: string, options: Connection, env: Env): string | undefined {
  const file = env["TOKENHOUSE_TOKEN_FILE"];
  if (env["TOKENHOUSE_TOKEN"]) return env["TOKENHOUSE_TOKEN"];
  if (file) return readToken(file);
  const kept = profileOf(options, env);
  return kept?.url === url ? kept.token : undefined;
}

export function profileOf(options: Connection, env: Env = process.env): Profile | undefined {
  const { profiles } = readProfiles(env);
  const name = profileNameOf(options, env);
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new InputError(
      `TOKENHOUSE_TOKEN_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
