import type { KeyObject } from "node:crypto";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import type { Config } from "../src/config.ts";

interface Example {
  fallback: unknown;
  good: [text: string, value: unknown][];
  bad: string[];
  mustBe: string;
}

export const PORT = "must be a port from 0 to 65535";
export const BASE_URL = "must be an http or https address, such as https://tokens.example.com";
export const OWNER = "TOKENHOUSE_ADMIN_EMAIL and TOKENHOUSE_ADMIN_PASSWORD go together: set both or none";

const pemOf = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const AUDIT_KEY = pemOf(generateKeyPairSync("ed25519"));
const RSA_KEY = pemOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));

/** Every variable: a new one does not compile until it is here. */
export const EXAMPLES: Record<keyof Config, Example> = {
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
  mailServer: {
    fallback: undefined,
    good: [
      [
        "smtp://me%40example.com:p%2Fw%3A@Mail.example.com",
        {
          host: "mail.example.com",
          port: 587,
          tls: "starttls",
          login: { user: "me@example.com", password: "p/w:" },
        },
      ],
      ["smtps://10.0.0.5", { host: "10.0.0.5", port: 465, tls: "implicit", login: undefined }],
      ["smtp://localhost:25/", { host: "localhost", port: 25, tls: "none", login: undefined }],
      ["smtp://[::1]:2525", { host: "::1", port: 2525, tls: "none", login: undefined }],
      ["smtp://127.0.0.1.example.com", { host: "127.0.0.1.example.com", port: 587, tls: "starttls", login: undefined }], // prettier-ignore
    ],
    bad: [
      "mail.example.com:587",
      "https://mail.example.com",
      "smtp://",
      "smtp://hunter2@mail.example.com",
      "smtp://me:hunter2%0d%0aQUIT@mail.example.com",
      "smtp://me:hunter2%zz@mail.example.com",
      "smtp://me:hunter/2@mail.example.com",
      "smtp://me:hunter2@mail.example.com/x",
      "smtp://mail.example.com?ignoreTLS=true",
      "smtp://mail_example com",
    ],
    mustBe:
      "must be smtp://<user>:<password>@<host>:<port> or smtps://…, user and password in it percent-encoded",
  },
  mailFrom: {
    fallback: undefined,
    good: [
      ["tokenhouse@example.com", { name: "", address: "tokenhouse@example.com" }],
      ["Tokens, of Acme <no-reply@acme.example>", { name: "Tokens, of Acme", address: "no-reply@acme.example" }], // prettier-ignore
    ],
    bad: [
      "tokenhouse",
      "a@example.com, b@example.com",
      "a@example.com\r\nBcc: b@example.com",
      "Acme\n <a@example.com>",
      "Acme <a@example.com> <b@example.com>",
      "<a@example.com>",
      "a@b@example.com",
    ],
    mustBe:
      "must be an e-mail address, such as tokenhouse@example.com or Tokenhouse <tokenhouse@example.com>",
  },
  webhooksPrivate: {
    fallback: false,
    good: [["true", true], ["false", false]], // prettier-ignore
    bad: ["yes", "10.0.0.0/8"],
    mustBe: "must be true or false",
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
