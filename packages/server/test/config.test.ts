import type { KeyObject } from "node:crypto";
import { createPrivateKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Config } from "../src/config.ts";
import { ConfigError, readConfig, VARIABLES } from "../src/config.ts";

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

interface Example {
  fallback: unknown;
  good: [text: string, value: unknown][];
  bad: string[];
  mustBe: string;
}

const PORT = "must be a port from 0 to 65535";
const BASE_URL = "must be an http or https address, such as https://tokens.example.com";
const OWNER = "TOKENHOUSE_ADMIN_EMAIL and TOKENHOUSE_ADMIN_PASSWORD go together: set both or none";

const pemOf = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const AUDIT_KEY = pemOf(generateKeyPairSync("ed25519"));
const RSA_KEY = pemOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));

/** Every variable: a new one does not compile until it is here. */
const EXAMPLES: Record<keyof Config, Example> = {
  host: { fallback: "127.0.0.1", good: [["0.0.0.0", "0.0.0.0"], ["::", "::"]], bad: [], mustBe: "" }, // prettier-ignore
  port: {
    fallback: 4980,
    good: [["0", 0], ["1", 1], ["65535", 65_535]], // prettier-ignore
    bad: ["65536", "-1", "80.5", "1e3", "0x50", "http", " 80", "999999"],
    mustBe: PORT,
  },
  baseUrl: {
    fallback: undefined,
    good: [
      ["https://tokens.example.com", new URL("https://tokens.example.com/")],
      ["http://127.0.0.1:8080/tokens/", new URL("http://127.0.0.1:8080/tokens/")],
    ],
    bad: ["tokens.example.com", "/tokens", "ftp://x", "https://x/?a=1", "https://x/#a", "https://me@x/", "javascript:1"], // prettier-ignore
    mustBe: BASE_URL,
  },
  databaseUrl: {
    fallback: "sqlite:./data/tokenhouse.db",
    good: [["sqlite:/var/lib/x.db", "sqlite:/var/lib/x.db"], ["sqlite::memory:", "sqlite::memory:"], ["postgres://app:pw@db:5432/tokens", "postgres://app:pw@db:5432/tokens"]], // prettier-ignore
    bad: ["sqlite:", "mysql://hunter2@db/x", "./x.db", "postgres://db", "postgres://hunter2@db:x/y"],
    mustBe:
      "must be sqlite:<path>, such as sqlite:./data/tokenhouse.db, or postgres://<user>:<password>@<host>/<database>",
  },
  adminEmail: {
    fallback: undefined,
    good: [["ada@example.com", "ada@example.com"]],
    bad: ["ada", "@example.com", "ada@", "ada @example.com", "a@b@c"],
    mustBe: "must be an e-mail address",
  },
  adminPassword: {
    fallback: undefined,
    good: [["twelve chars", "twelve chars"], ["x".repeat(128), "x".repeat(128)]], // prettier-ignore
    bad: ["hunter2", "eleven char", "x".repeat(129)],
    mustBe: "must have 12 to 128 characters",
  },
  tokenPrefix: {
    fallback: "th",
    good: [["ac", "ac"], ["acme123456", "acme123456"]], // prettier-ignore
    bad: ["a", "acme1234567", "1a", "Acme", "ac_me", "ac-me", "äc"],
    mustBe: "must be a lower-case letter followed by 1 to 9 lower-case letters or digits",
  },
  trustProxy: {
    fallback: [],
    good: [
      ["10.0.0.0/8, ::1", ["10.0.0.0/8", "::1"]],
      [",192.0.2.1,", ["192.0.2.1"]],
    ],
    bad: ["true", "1", "10.0.0.0/33", "10.0.0.0/8,loopback", "fe80::1%eth0"],
    mustBe: "must be comma-separated addresses or CIDR ranges, such as 10.0.0.0/8",
  },
  maxConnections: {
    fallback: 4000,
    good: [["10", 10], ["100000", 100_000]], // prettier-ignore
    bad: ["9", "100001", "1e3", "4k", "-10", "unlimited"],
    mustBe: "must be a whole number from 10 to 100000",
  },
  leaseSeconds: {
    fallback: 10,
    good: [["1", 1], ["60", 60]], // prettier-ignore
    bad: ["0", "61", "1.5", "10s", "-1"],
    mustBe: "must be a whole number of seconds from 1 to 60",
  },
  auditKey: {
    fallback: undefined,
    good: [[AUDIT_KEY, createPrivateKey(AUDIT_KEY)]],
    bad: ["hunter2", AUDIT_KEY.slice(0, -20), RSA_KEY],
    mustBe: "must be an Ed25519 private key as PEM, such as openssl genpkey -algorithm ed25519 writes it",
  },
  auditWitness: {
    fallback: undefined,
    good: [
      ["file:///var/lib/heads", new URL("file:///var/lib/heads")],
      ["https://witness.example.com/heads", new URL("https://witness.example.com/heads")],
    ],
    bad: ["/var/lib/heads", "file://host/heads", "ftp://x/", "witness"],
    mustBe: "must be file:///<path> or an http or https address",
  },
  revocationJournal: {
    fallback: undefined,
    good: [["/var/lib/journal", "/var/lib/journal"]],
    bad: [],
    mustBe: "",
  },
  metricsToken: {
    fallback: undefined,
    good: [["for-Prometheus-alone", "for-Prometheus-alone"]],
    bad: ["short", "with a space in it", "ümläute-überall"],
    mustBe: "must be at least 12 letters, digits and . _ ~ + / -, as openssl rand -hex 32 makes them",
  },
  oidcIssuer: {
    fallback: undefined,
    good: [
      ["https://id.example.com/realms/main", new URL("https://id.example.com/realms/main")],
      ["http://127.0.0.1:8080", new URL("http://127.0.0.1:8080")],
      ["http://[::1]:8080", new URL("http://[::1]:8080")],
    ],
    bad: [
      "id.example.com",
      "http://id.example.com",
      "https://id.example.com?x",
      "file:///etc",
      "http://127.0.0.1.evil.example",
    ],
    mustBe: "must be an https address, such as https://id.example.com; http on this machine only",
  },
  oidcClientId: {
    fallback: undefined,
    good: [["tokenhouse", "tokenhouse"], ["0oa1b2.apps.example.com", "0oa1b2.apps.example.com"]], // prettier-ignore
    bad: ["two words", "-x", "<id>"],
    mustBe: "must be letters, digits and . _ ~ : @ -",
  },
  oidcClientSecret: {
    fallback: undefined,
    good: [["a-secret-of-16-or-more", "a-secret-of-16-or-more"]],
    bad: ["short", "with spaces in between it"],
    mustBe: "must be at least 16 visible ASCII characters",
  },
  oidcName: {
    fallback: undefined,
    good: [["Acme ID", "Acme ID"], ["Größe & Söhne (Konto)", "Größe & Söhne (Konto)"]], // prettier-ignore
    bad: [" Acme", "<b>Acme</b>", "x".repeat(61)],
    mustBe: "must be at most 60 letters, digits, spaces and . ' & ( ) -, a letter first",
  },
  oidcScopes: {
    fallback: "openid email profile",
    good: [["openid email groups", "openid email groups"]],
    bad: ["email openid", "openid,email", "openid  email"],
    mustBe: "must be scopes separated by spaces, openid first",
  },
  oidcGroupsClaim: {
    fallback: "groups",
    good: [["https://example.com/groups", "https://example.com/groups"]],
    bad: ["my groups", "[groups]"],
    mustBe: "must be the name of a claim, such as groups",
  },
  oidcTrustEmail: {
    fallback: false,
    good: [["true", true], ["false", false]], // prettier-ignore
    bad: ["yes", "1", "TRUE"],
    mustBe: "must be true or false",
  },
  oidcAdmission: {
    fallback: [],
    good: [
      [
        "group:Platform Team=default/admin, domain:Example.com=default/member,*=other/ask",
        [
          { whom: { group: "Platform Team" }, projectSlug: "default", as: "admin" },
          { whom: { domain: "example.com" }, projectSlug: "default", as: "member" },
          { whom: { everybody: true }, projectSlug: "other", as: "ask" },
        ],
      ],
    ],
    bad: ["*", "*=default", "*=default/owner", "everybody=default/member", "domain:=default/member"],
    mustBe:
      "must be comma-separated rules such as group:platform=default/admin, domain:example.com=default/member or *=default/ask",
  },
  passwords: {
    fallback: "everyone",
    good: [["everyone", "everyone"], ["owners", "owners"]], // prettier-ignore
    bad: ["nobody", "Owners"],
    mustBe: "must be everyone or owners",
  },
  logLevel: {
    fallback: "info",
    good: [["silent", "silent"], ["trace", "trace"]], // prettier-ignore
    bad: ["verbose", "INFO", "info ", "0"],
    mustBe: "must be trace, debug, info, warn, error or silent",
  },
};
const KEYS = Object.keys(EXAMPLES) as (keyof Config)[];

const OIDC = {
  TOKENHOUSE_OIDC_ISSUER: "https://id.example.com",
  TOKENHOUSE_OIDC_CLIENT_ID: "tokenhouse",
  TOKENHOUSE_OIDC_CLIENT_SECRET: "of-the-tests-alone",
};

/** What a variable needs beside it to be judged alone. */
const BESIDE: Partial<Record<keyof Config, NodeJS.ProcessEnv>> = {
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
