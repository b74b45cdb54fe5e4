import { readFileSync } from "node:fs";
import type { Config, Variable } from "./config/variables.ts";
import { VARIABLES } from "./config/variables.ts";

export type { Config } from "./config/variables.ts";
export { VARIABLES } from "./config/variables.ts";

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
  if (isSet(VARIABLES.mailServer, env) !== isSet(VARIABLES.mailFrom, env)) {
    faults.push("TOKENHOUSE_SMTP_URL and TOKENHOUSE_MAIL_FROM go together: set both or none");
  }
  if (new Set(OIDC.map((variable) => isSet(variable, env))).size > 1) {
    faults.push(`${OIDC.map(({ name }) => name).join(", ")} go together: set all or none`);
  }
  if (env[VARIABLES.passwords.name] === "owners" && !isSet(VARIABLES.oidcIssuer, env)) {
    faults.push("TOKENHOUSE_PASSWORDS=owners leaves the others no way in: set TOKENHOUSE_OIDC_ISSUER too");
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { config: Object.fromEntries(values) as Config, warnings: warningsOf(env) };
}

const OIDC: readonly Pick<Variable<unknown>, "name" | "isSecret">[] = [
  VARIABLES.oidcIssuer,
  VARIABLES.oidcClientId,
  VARIABLES.oidcClientSecret,
];

function isSet(
  { name, isSecret }: Pick<Variable<unknown>, "name" | "isSecret">,
  env: NodeJS.ProcessEnv,
): boolean {
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
