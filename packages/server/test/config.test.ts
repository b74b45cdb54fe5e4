import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Config } from "../src/config.ts";
import { ConfigError, readConfig, VARIABLES } from "../src/config.ts";
import { BASE_URL, EXAMPLES, OWNER, PORT } from "./config-examples.ts";

const folder = mkdtempSync(join(tmpdir(), "tokenhouse-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, randomUUID());
  writeFileSync(path, text);
  return path;
}

/** What is said about a bad environment, a line for every fault. */
function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const KEYS = Object.keys(EXAMPLES) as (keyof Config)[];

const OIDC = {
  TOKENHOUSE_OIDC_ISSUER: "https://id.example.com",
  TOKENHOUSE_OIDC_CLIENT_ID: "tokenhouse",
  TOKENHOUSE_OIDC_CLIENT_SECRET: "of-the-tests-alone",
};

/** What a variable needs beside it to be judged alone. */
const BESIDE: Partial<Record<keyof Config, NodeJS.ProcessEnv>> = {
  mailServer: { TOKENHOUSE_MAIL_FROM: "tokenhouse@example.com" },
  mailFrom: { TOKENHOUSE_SMTP_URL: "smtp://localhost" },
  adminEmail: { TOKENHOUSE_ADMIN_PASSWORD: "correct horse battery" },
  adminPassword: { TOKENHOUSE_ADMIN_EMAIL: "ada@example.com" },
  oidcIssuer: OIDC,
  oidcClientId: OIDC,
  oidcClientSecret: OIDC,
  passwords: OIDC,
};

describe.each(KEYS)("the variable of %s", (key) => {
  const { name, isSecret = false } = VARIABLES[key];
  const { fallback, good, bad, mustBe } = EXAMPLES[key];
  const withText = (text: string) => ({ ...BESIDE[key], [name]: text });

  test("has its default when it is not set, or set to nothing", () => {
    expect(readConfig({}).config[key]).toEqual(fallback);
    expect(readConfig({ [name]: "" }).config[key]).toEqual(fallback);
  });

  test("is read as what it means", () => {
    const read = good.map(([text]) => readConfig(withText(text)).config[key]);
    expect(read).toEqual(good.map(([, value]) => value));
  });

  test("is refused in one line that says what would be right, and does not repeat what was wrong", () => {
    expect(bad.map((text) => faultsOf(withText(text)))).toEqual(bad.map(() => [`${name} ${mustBe}`]));
  });

  test(`is ${isSecret ? "" : "not "}taken from a file too`, () => {
    const [text, value] = good[0] ?? ["", ""];
    const { [name]: _, ...beside } = BESIDE[key] ?? {};
    const file = { [`${name}_FILE`]: fileWith(`${text}\n`) };
    const { config, warnings } = readConfig(isSecret ? { ...beside, ...file } : file);
    expect(config[key]).toEqual(isSecret ? value : fallback);
    expect(warnings.length).toBe(isSecret ? 0 : 1);
  });
});

describe("a secret from a file", () => {
  const beside = { TOKENHOUSE_ADMIN_EMAIL: "ada@example.com" };

  test.each(["pass word 123456", " leading and trailing ", "two\nlines of it"])(
    "is %j to the last character",
    (password) => {
      for (const end of ["", "\n", "\r\n"]) {
        const env = { ...beside, TOKENHOUSE_ADMIN_PASSWORD_FILE: fileWith(password + end) };
        expect(readConfig(env).config.adminPassword).toBe(password);
      }
    },
  );

  test("beside one in the environment is refused", () => {
    const env = {
      ...beside,
      TOKENHOUSE_ADMIN_PASSWORD: "correct horse battery",
      TOKENHOUSE_ADMIN_PASSWORD_FILE: fileWith("correct horse battery"),
    };
    const line = "TOKENHOUSE_ADMIN_PASSWORD and TOKENHOUSE_ADMIN_PASSWORD_FILE are both set: set one";
    expect(faultsOf(env)).toEqual([line]);
  });

  test("that cannot be read, or is empty, is refused", () => {
    const missing = { ...beside, TOKENHOUSE_ADMIN_PASSWORD_FILE: join(folder, "nowhere") };
    const empty = { ...beside, TOKENHOUSE_ADMIN_PASSWORD_FILE: fileWith("\n") };
    const line =
      "TOKENHOUSE_ADMIN_PASSWORD cannot be read: TOKENHOUSE_ADMIN_PASSWORD_FILE names no readable file";
    expect(faultsOf(missing)).toEqual([line]);
    expect(faultsOf(empty)).toEqual(["TOKENHOUSE_ADMIN_PASSWORD must have 12 to 128 characters"]);
  });
});

describe("a whole environment", () => {
  test("is refused with all of its faults at once, one line each", () => {
    const env = {
      TOKENHOUSE_PORT: "http",
      TOKENHOUSE_BASE_URL: "nowhere",
      TOKENHOUSE_LOG_LEVEL: "loud",
      TOKENHOUSE_ADMIN_EMAIL: "ada@example.com",
    };
    expect(faultsOf(env)).toEqual([
      `TOKENHOUSE_PORT ${PORT}`,
      `TOKENHOUSE_BASE_URL ${BASE_URL}`,
      `TOKENHOUSE_LOG_LEVEL ${EXAMPLES.logLevel.mustBe}`,
      OWNER,
    ]);
    expect(() => readConfig(env)).toThrow(faultsOf(env).join("\n"));
  });

  test("names the first owner whole or not at all", () => {
    const email = { TOKENHOUSE_ADMIN_EMAIL: "ada@example.com" };
    const file = { TOKENHOUSE_ADMIN_PASSWORD_FILE: fileWith("correct horse battery") };
    expect(faultsOf(email)).toEqual([OWNER]);
    expect(faultsOf(file)).toEqual([OWNER]);
    expect(readConfig({ ...email, ...file }).config).toMatchObject({
      adminEmail: "ada@example.com",
      adminPassword: "correct horse battery",
    });
  });

  test("names a mail server together with whom mails are from, or neither", () => {
    const line = "TOKENHOUSE_SMTP_URL and TOKENHOUSE_MAIL_FROM go together: set both or none";
    expect(faultsOf({ TOKENHOUSE_SMTP_URL: "smtp://localhost" })).toEqual([line]);
    expect(faultsOf({ TOKENHOUSE_MAIL_FROM: "tokenhouse@example.com" })).toEqual([line]);
  });

  test("with a name that means nothing gets a warning with the nearest one that does", () => {
    const env = {
      TOKENHOUSE_PROT: "80",
      TOKENHOUSE_DATABASE_URI: "x",
      TOKENHOUSE_ADMIN_PASSWORD_FIEL: "x",
      PATH: "x",
    };
    expect(readConfig(env).warnings).toEqual([
      "TOKENHOUSE_PROT is not known here and has no effect; the nearest name is TOKENHOUSE_PORT",
      "TOKENHOUSE_DATABASE_URI is not known here and has no effect; the nearest name is TOKENHOUSE_DATABASE_URL",
      "TOKENHOUSE_ADMIN_PASSWORD_FIEL is not known here and has no effect; the nearest name is TOKENHOUSE_ADMIN_PASSWORD_FILE",
    ]);
  });

  test("never has its secrets repeated, in no fault and no warning", () => {
    const secrets = ["hunter2", "mysql://ada:hunter2@db/tokens", "hunter2@example"];
    const env = {
      TOKENHOUSE_ADMIN_PASSWORD: "hunter2",
      TOKENHOUSE_DATABASE_URL: "mysql://ada:hunter2@db/tokens",
      TOKENHOUSE_ADMIN_EMAIL: "hunter2",
      TOKENHOUSE_BASE_URL: "https://ada:hunter2@example/",
      TOKENHOUSE_ADMIN_PASSWORT: "hunter2",
    };
    const said = [...faultsOf(env), ...readConfig({ TOKENHOUSE_ADMIN_PASSWORT: "hunter2" }).warnings];
    expect(said.length).toBe(5);
    expect(secrets.filter((secret) => said.join("\n").includes(secret))).toEqual([]);
  });

  test("names an identity provider whole or not at all, and passwords of owners alone only beside one", () => {
    const together =
      "TOKENHOUSE_OIDC_ISSUER, TOKENHOUSE_OIDC_CLIENT_ID, TOKENHOUSE_OIDC_CLIENT_SECRET go together: set all or none";
    const { TOKENHOUSE_OIDC_CLIENT_SECRET: secret, ...rest } = OIDC;
    expect(faultsOf(rest)).toEqual([together]);
    expect(faultsOf({ TOKENHOUSE_OIDC_CLIENT_SECRET: secret })).toEqual([together]);
    expect(faultsOf({ TOKENHOUSE_PASSWORDS: "owners" })).toEqual([
      "TOKENHOUSE_PASSWORDS=owners leaves the others no way in: set TOKENHOUSE_OIDC_ISSUER too",
    ]);
    const file = { ...rest, TOKENHOUSE_OIDC_CLIENT_SECRET_FILE: fileWith(`${secret}\n`) };
    expect(readConfig(file).config.oidcClientSecret).toBe(secret);
  });
});
