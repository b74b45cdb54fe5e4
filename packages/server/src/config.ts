import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { isTokenPrefix } from "@tokenhouse/sdk";
import { isIpRule } from "./core/ip.ts";
import { LIMITS } from "./core/limits.ts";

export interface Config {
  host: string;
  port: number;
  /** The public address without a trailing slash; undefined = from host and port. */
  baseUrl: URL | undefined;
  databaseUrl: string;
  adminEmail: string | undefined;
  adminPassword: string | undefined;
  tokenPrefix: string;
  trustProxy: readonly string[];
  maxConnections: number;
  leaseSeconds: number;
  /** Ed25519. */
  auditKey: KeyObject | undefined;
  auditWitness: URL | undefined;
  revocationJournal: string | undefined;
  metricsToken: string | undefined;
  logLevel: string;
}

/** One variable: what it is called, what it means, and how its text is read. A parser throws what would be right. */
interface Variable<T> {
  name: string;
  fallback: string | undefined;
  meaning: string;
  /** Also taken from a file that `<name>_FILE` names. */
  isSecret?: true;
  parse: (text: string) => T;
}

type Variables = { [K in keyof Config]: Variable<NonNullable<Config[K]>> };

/** Every variable, once: read from here, documented from here. */
export const VARIABLES: Variables = {
  host: {
    name: "TOKENHOUSE_HOST",
    fallback: "127.0.0.1",
    meaning: "The address to listen on",
    parse: (text) => text,
  },
  port: {
    name: "TOKENHOUSE_PORT",
    fallback: "4980",
    meaning: "The port to listen on; `0` = any free one, printed",
    parse: (text) => {
      const port = Number(text);
      if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
      throw new Error("must be a port from 0 to 65535");
    },
  },
  baseUrl: {
    name: "TOKENHOUSE_BASE_URL",
    fallback: undefined,
    meaning: "The public address, a sub-path allowed; by default made from host and port",
    parse: parseBaseUrl,
  },
  databaseUrl: {
    name: "TOKENHOUSE_DATABASE_URL",
    fallback: "sqlite:./data/tokenhouse.db",
    meaning: "Where the data is: `sqlite:<path>` or `postgres://<user>:<password>@<host>/<database>`",
    isSecret: true,
    parse: (text) => {
      if (/^sqlite:.+$/.test(text) || isPostgresUrl(text)) return text;
      throw new Error(
        "must be sqlite:<path>, such as sqlite:./data/tokenhouse.db, or postgres://<user>:<password>@<host>/<database>",
      );
    },
  },
  adminEmail: {
    name: "TOKENHOUSE_ADMIN_EMAIL",
    fallback: undefined,
    meaning: "On an empty database: the e-mail address of the first owner, instead of the set-up link",
    parse: (text) => {
      if (/^[^\s@]+@[^\s@]+$/.test(text)) return text;
      throw new Error("must be an e-mail address");
    },
  },
  adminPassword: {
    name: "TOKENHOUSE_ADMIN_PASSWORD",
    fallback: undefined,
    meaning: "The first owner's password, 12 to 128 characters",
    isSecret: true,
    parse: (text) => {
      if (text.length >= LIMITS.passwordMinLength && text.length <= LIMITS.passwordMaxLength) return text;
      throw new Error(`must have ${LIMITS.passwordMinLength} to ${LIMITS.passwordMaxLength} characters`);
    },
  },
  tokenPrefix: {
    name: "TOKENHOUSE_TOKEN_PREFIX",
    fallback: "th",
    meaning: "The brand part of new tokens; existing tokens keep theirs",
    parse: (text) => {
      if (isTokenPrefix(text)) return text;
      throw new Error("must be a lower-case letter followed by 1 to 9 lower-case letters or digits");
    },
  },
  trustProxy: {
    name: "TOKENHOUSE_TRUST_PROXY",
    fallback: "",
    meaning: "Comma-separated addresses and CIDR ranges of proxies whose `X-Forwarded-*` is believed",
    parse: (text) => {
      const rules = text.split(",").flatMap((rule) => rule.trim() || []);
      if (rules.every(isIpRule)) return rules;
      throw new Error("must be comma-separated addresses or CIDR ranges, such as 10.0.0.0/8");
    },
  },
  maxConnections: {
    name: "TOKENHOUSE_MAX_CONNECTIONS",
    fallback: String(LIMITS.connections),
    meaning:
      "How many clients may be connected at once, 10 to 100000; one address, unless it is a trusted proxy, has half of them at most",
    parse: wholeNumber({ from: 10, to: 100_000 }),
  },
  leaseSeconds: {
    name: "TOKENHOUSE_LEASE_SECONDS",
    fallback: "10",
    meaning:
      "The lease of a verifier, 1 to 60: how long it may answer from memory without a word from here, and how long a revocation waits for one that is silent",
    parse: wholeNumber({ of: "seconds", from: 1, to: 60 }),
  },
  auditKey: {
    name: "TOKENHOUSE_AUDIT_KEY",
    fallback: undefined,
    meaning:
      "The Ed25519 private key, as PEM, that heads of the audit log are signed with; by default one that the database keeps",
    isSecret: true,
    parse: parseSigningKey,
  },
  auditWitness: {
    name: "TOKENHOUSE_AUDIT_WITNESS",
    fallback: undefined,
    meaning:
      "Where new heads of the audit log go: `file:///<path>` appends a line to a file, `https://…` gets them by POST",
    parse: (text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url && /^(?:file|https?):$/.test(url.protocol) && (url.protocol !== "file:" || url.host === ""))
        return url;
      throw new Error("must be file:///<path> or an http or https address");
    },
  },
  revocationJournal: {
    name: "TOKENHOUSE_REVOCATION_JOURNAL",
    fallback: undefined,
    meaning:
      "A file of this server alone, on another disk than the database, into which every revocation is written before it is answered, so that restoring a backup undoes none",
    parse: (text) => text,
  },
  metricsToken: {
    name: "TOKENHOUSE_METRICS_TOKEN",
    fallback: undefined,
    meaning: "What whoever reads `/metrics` has to send as a Bearer token; without it there are none to read",
    isSecret: true,
    parse: (text) => {
      if (/^[\w.~+/-]{12,}=*$/.test(text)) return text;
      throw new Error(
        "must be at least 12 letters, digits and . _ ~ + / -, as openssl rand -hex 32 makes them",
      );
    },
  },
  logLevel: {
    name: "TOKENHOUSE_LOG_LEVEL",
    fallback: "info",
    meaning: "How much is logged: `trace`, `debug`, `info`, `warn`, `error` or `silent`",
    parse: (text) => {
      if (["trace", "debug", "info", "warn", "error", "silent"].includes(text)) return text;
      throw new Error("must be trace, debug, info, warn, error or silent");
    },
  },
};

/** What the command line reads where it asks a server; a server has no use for it. */
export const COMMAND_LINE_VARIABLES: Record<string, string> = {
  TOKENHOUSE_URL: "The server that is asked, unless `--url` names one",
  TOKENHOUSE_TOKEN: "The token to ask with, instead of the one that is kept",
  TOKENHOUSE_TOKEN_FILE: "A file that holds it",
  TOKENHOUSE_PROFILE: "As whom to ask, unless `--profile` says so",
};

/** Thrown with one line for every fault. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** Reads the configuration from an environment. Warnings name variables that mean nothing here. */
export function readConfig(env: NodeJS.ProcessEnv): { config: Config; warnings: string[] } {
  const faults: string[] = [];
  const values = Object.entries(VARIABLES).map(([key, variable]: [string, Variable<unknown>]) => {
    try {
      const text = textOf(variable, env) ?? variable.fallback;
      return [key, text === undefined ? undefined : variable.parse(text)];
    } catch (error) {
      faults.push(`${variable.name} ${error instanceof Error ? error.message : String(error)}`);
      return [key, undefined];
    }
  });
  if (isSet(VARIABLES.adminEmail, env) !== isSet(VARIABLES.adminPassword, env)) {
    faults.push("TOKENHOUSE_ADMIN_EMAIL and TOKENHOUSE_ADMIN_PASSWORD go together: set both or none");
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { config: Object.fromEntries(values) as Config, warnings: warningsOf(env) };
}

function isSet<T>({ name, isSecret }: Variable<T>, env: NodeJS.ProcessEnv): boolean {
  return Boolean(env[name] || (isSecret && env[`${name}_FILE`]));
}

function textOf({ name, isSecret }: Variable<unknown>, env: NodeJS.ProcessEnv): string | undefined {
  const file = isSecret && env[`${name}_FILE`];
  if (!file) return env[name] === "" ? undefined : env[name];
  if (env[name]) throw new Error(`and ${name}_FILE are both set: set one`);
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw new Error(`cannot be read: ${name}_FILE names no readable file`);
  }
}

function warningsOf(env: NodeJS.ProcessEnv): string[] {
  const known = Object.values(VARIABLES).flatMap(({ name, isSecret }) =>
    isSecret ? [name, `${name}_FILE`] : [name],
  );
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith("TOKENHOUSE_") && !known.includes(name) && !(name in COMMAND_LINE_VARIABLES),
  );
  return unknown.map((name) => {
    const [nearest] = known.toSorted((a, b) => likeness(b, name) - likeness(a, name));
    return `${name} is not known here and has no effect; the nearest name is ${nearest}`;
  });
}

/** How many letters of two names are the same, from the beginning on and from the end back. */
function likeness(one: string, other: string): number {
  return sameUntil(one, other, (at) => at) + sameUntil(one, other, (at) => -1 - at);
}

function sameUntil(one: string, other: string, place: (at: number) => number): number {
  let at = 0;
  while (at < one.length && one.at(place(at)) === other.at(place(at))) at++;
  return at;
}

function wholeNumber({ of, from, to }: { of?: string; from: number; to: number }): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,6}$/.test(text) && number >= from && number <= to) return number;
    throw new Error(`must be a whole number ${of === undefined ? "" : `of ${of} `}from ${from} to ${to}`);
  };
}

function parseSigningKey(text: string): KeyObject {
  const fault = "must be an Ed25519 private key as PEM, such as openssl genpkey -algorithm ed25519 writes it";
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // What OpenSSL says of it might quote it.
  }
  throw new Error(fault);
}

function isPostgresUrl(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).pathname.length > 1;
}

function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && !url.search && !url.hash && !url.username;
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw new Error("must be an http or https address, such as https://tokens.example.com");
  }
  return url;
}
