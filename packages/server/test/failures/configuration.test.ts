import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { ConfigError, readConfig, VARIABLES } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { runCli } from "../run-cli.ts";

/** Elsewhere a service that could not read its own configuration let everybody in. */

const folder = mkdtempSync(join(tmpdir(), "tokenhouse-garbled-"));
afterAll(() => rmSync(folder, { recursive: true }));
const empty = join(folder, "empty");
writeFileSync(empty, "");

/** What slips into a variable: a template that nobody filled in, another program's words, pieces of a file. */
const GARBAGE = [
  "${UNSET}",
  "<none>",
  "{}",
  "[]",
  "%00",
  "\0",
  "\u202E",
  "*",
  "-1",
  "0.0.0.0/0/0",
  "true;",
  "=",
];

/** Of variables that take any text, what cannot be meant: it is found out by whoever uses it first. */
const IMPOSSIBLE: Partial<Record<keyof Config, readonly string[]>> = {
  host: ["256.256.256.256", "127.0.0.1:80", "http://127.0.0.1"],
  revocationJournal: [folder, "/dev/null/journal", "\0"],
  databaseUrl: [...GARBAGE, `sqlite:${folder}`, "sqlite:/dev/null/tokenhouse.db"],
};

const OIDC = {
  TOKENHOUSE_OIDC_ISSUER: "https://id.example.com",
  TOKENHOUSE_OIDC_CLIENT_ID: "tokenhouse",
  TOKENHOUSE_OIDC_CLIENT_SECRET: "of-the-tests-alone",
};

/** Another that is set beside it, so that nothing else can be what is refused. */
const BESIDE: Partial<Record<keyof Config, NodeJS.ProcessEnv>> = {
  adminEmail: { TOKENHOUSE_ADMIN_PASSWORD: "plum-Lantern-42-orbit" },
  adminPassword: { TOKENHOUSE_ADMIN_EMAIL: "owner@example.com" },
  mailServer: { TOKENHOUSE_MAIL_FROM: "tokenhouse@example.com" },
  mailFrom: { TOKENHOUSE_SMTP_URL: "smtp://localhost" },
  oidcIssuer: OIDC,
  oidcClientId: OIDC,
  oidcClientSecret: OIDC,
};

const KEYS = Object.keys(VARIABLES) as (keyof Config)[];

describe.each(KEYS)("C-5: with the variable of %s garbled", (key) => {
  const { name } = VARIABLES[key];
  const wrong = IMPOSSIBLE[key] ?? GARBAGE;

  test.each(wrong)("as %j no server starts, and so none is open", async (text) => {
    const base = {
      TOKENHOUSE_PORT: "0",
      TOKENHOUSE_DATABASE_URL: `sqlite:${join(folder, "tokenhouse.db")}`,
      ...BESIDE[key],
    };
    const starting = Promise.resolve()
      .then(() => readConfig({ ...base, [name]: text }))
      .then(({ config }) => start(config, createLog("silent")));
    const server = await starting.catch((error: unknown) => error);
    if (!(server instanceof Error)) await (await starting).stop();
    expect(server, `${name}=${text}`).toBeInstanceOf(Error);
  });
});

const SECRETS = KEYS.filter((key) => VARIABLES[key].isSecret);

describe.each(SECRETS)("C-5: with the file of %s", (key) => {
  const { name } = VARIABLES[key];

  test.each([
    ["missing", join(folder, "nowhere")],
    ["empty", empty],
    ["a folder", folder],
  ])("%s its default is not taken in its place", (_, path) => {
    const env = { ...BESIDE[key], [`${name}_FILE`]: path };
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(name);
  });
});

test("C-5: with nothing set at all a server believes no proxy, listens to its own machine, and has nobody in it", () => {
  const { config } = readConfig({});
  expect(config).toMatchObject({ host: "127.0.0.1", trustProxy: [], leaseSeconds: 10 });
  const guarding = [config.adminEmail, config.adminPassword, config.auditKey, config.revocationJournal];
  expect(guarding).toEqual([undefined, undefined, undefined, undefined]);
});

test("C-5: the program ends with 1, says what is wrong and never that it is ready", async () => {
  const wrong = {
    TOKENHOUSE_PORT: "0",
    TOKENHOUSE_TRUST_PROXY: "${PROXIES}",
    TOKENHOUSE_LEASE_SECONDS: "10s",
  };
  const { code, stdout, stderr } = await runCli(["serve"], wrong);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^TOKENHOUSE_TRUST_PROXY must be .*\nTOKENHOUSE_LEASE_SECONDS must be .*\n$/);
});
