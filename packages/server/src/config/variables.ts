import type { KeyObject } from "node:crypto";
import { isTokenPrefix } from "@tokenhouse/sdk";
import type { AdmissionRule } from "../core/identity.ts";
import { parseAdmissionRules } from "../core/identity.ts";
import { isIpRule } from "../core/ip.ts";
import { LIMITS } from "../core/limits.ts";
import type { Mailbox, MailServer } from "../core/mail.ts";
import {
  isPostgresUrl,
  oneOf,
  parseBaseUrl,
  parseIssuer,
  parseMailbox,
  parseSigningKey,
  parseSmtpUrl,
  textOf,
  wholeNumber,
} from "./parsers.ts";

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
  mailServer: MailServer | undefined;
  mailFrom: Mailbox | undefined;
  /** Webhooks may be in the operator's own network. */
  webhooksPrivate: boolean;
  oidcIssuer: URL | undefined;
  oidcClientId: string | undefined;
  oidcClientSecret: string | undefined;
  /** What the sign-in page calls the provider; undefined = the issuer's host. */
  oidcName: string | undefined;
  oidcScopes: string;
  oidcGroupsClaim: string;
  oidcTrustEmail: boolean;
  oidcAdmission: readonly AdmissionRule[];
  /** Whose passwords are taken. */
  passwords: "everyone" | "owners";
  logLevel: string;
}

/** One variable: what it is called, what it means, and how its text is read. A parser throws what would be right. */
export interface Variable<T> {
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
  mailServer: {
    name: "TOKENHOUSE_SMTP_URL",
    fallback: undefined,
    meaning:
      "Notices by mail: the server that takes them, `smtp://<user>:<password>@<host>:<port>` with STARTTLS, which only a server on this machine may lack, or `smtps://…` with TLS from the beginning; by default port 587 or 465",
    isSecret: true,
    parse: parseSmtpUrl,
  },
  mailFrom: {
    name: "TOKENHOUSE_MAIL_FROM",
    fallback: undefined,
    meaning: "Whom they are from, such as `Tokenhouse <tokenhouse@example.com>`",
    parse: parseMailbox,
  },
  webhooksPrivate: {
    name: "TOKENHOUSE_WEBHOOKS_PRIVATE",
    fallback: "false",
    meaning:
      "`true` = webhooks may go to private addresses and to this machine, there also by http; for a network in which every owner of a project may send requests to everything",
    parse: isTrue,
  },
  oidcIssuer: {
    name: "TOKENHOUSE_OIDC_ISSUER",
    fallback: undefined,
    meaning:
      "Sign-in with an identity provider by OpenID Connect: its issuer, as its discovery document spells it. Register `<base URL>/signin/return` there as the redirect URI",
    parse: parseIssuer,
  },
  oidcClientId: {
    name: "TOKENHOUSE_OIDC_CLIENT_ID",
    fallback: undefined,
    meaning: "What the identity provider knows this installation by",
    parse: textOf(/^[A-Za-z0-9][\w.~:@-]*$/, "must be letters, digits and . _ ~ : @ -"),
  },
  oidcClientSecret: {
    name: "TOKENHOUSE_OIDC_CLIENT_SECRET",
    fallback: undefined,
    meaning: "The secret that belongs to it",
    isSecret: true,
    parse: textOf(/^[!-~]{16,}$/, "must be at least 16 visible ASCII characters"),
  },
  oidcName: {
    name: "TOKENHOUSE_OIDC_NAME",
    fallback: undefined,
    meaning: "What the sign-in page calls the identity provider; by default its host",
    parse: textOf(
      /^\p{L}[\p{L}\p{N} .'&()-]{0,59}$/u,
      "must be at most 60 letters, digits, spaces and . ' & ( ) -, a letter first",
    ),
  },
  oidcScopes: {
    name: "TOKENHOUSE_OIDC_SCOPES",
    fallback: "openid email profile",
    meaning:
      "What the identity provider is asked for, separated by spaces; some want `groups` to tell of groups",
    parse: textOf(/^openid(?: [A-Za-z][\w.:/-]*)*$/, "must be scopes separated by spaces, openid first"),
  },
  oidcGroupsClaim: {
    name: "TOKENHOUSE_OIDC_GROUPS_CLAIM",
    fallback: "groups",
    meaning: "The claim in which the identity provider lists somebody's groups",
    parse: textOf(/^[A-Za-z][\w.:/-]*$/, "must be the name of a claim, such as groups"),
  },
  oidcTrustEmail: {
    name: "TOKENHOUSE_OIDC_TRUST_EMAIL",
    fallback: "false",
    meaning:
      "`true` = believe e-mail addresses of which the identity provider does not say whether they are verified, for one where only administrators set them; an address that it says is not verified never counts",
    parse: isTrue,
  },
  oidcAdmission: {
    name: "TOKENHOUSE_OIDC_ADMISSION",
    fallback: "",
    meaning:
      "Whom a first sign-in lets into which project, as what: comma-separated `group:<name>=<project>/<role>`, `domain:<e-mail domain>=<project>/<role>` and `*=<project>/<role>`, with the role `admin`, `member`, or `ask`, who waits until an administrator lets them in. In each project the first rule that fits counts; without a rule only people who were added before can sign in",
    parse: parseAdmissionRules,
  },
  passwords: {
    name: "TOKENHOUSE_PASSWORDS",
    fallback: "everyone",
    meaning:
      "Whose passwords are taken: `everyone`, or `owners` alone, who must get in when the identity provider is down",
    parse: oneOf("everyone", "owners"),
  },
  logLevel: {
    name: "TOKENHOUSE_LOG_LEVEL",
    fallback: "info",
    meaning: "How much is logged: `trace`, `debug`, `info`, `warn`, `error` or `silent`",
    parse: oneOf("trace", "debug", "info", "warn", "error", "silent"),
  },
};

function isTrue(text: string): boolean {
  return oneOf("true", "false")(text) === "true";
}
