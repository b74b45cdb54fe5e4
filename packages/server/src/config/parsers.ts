import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import type { Mailbox, MailServer } from "../core/mail.ts";
import { isLoopback } from "../core/outbound-address.ts";

export function wholeNumber({
  of,
  from,
  to,
}: {
  of?: string;
  from: number;
  to: number;
}): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,6}$/.test(text) && number >= from && number <= to) return number;
    throw new Error(`must be a whole number ${of === undefined ? "" : `of ${of} `}from ${from} to ${to}`);
  };
}

export function parseSigningKey(text: string): KeyObject {
  const fault = "must be an Ed25519 private key as PEM, such as openssl genpkey -algorithm ed25519 writes it";
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // What OpenSSL says of it might quote it.
  }
  throw new Error(fault);
}

export function isPostgresUrl(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).pathname.length > 1;
}

export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && !url.search && !url.hash && !url.username;
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw new Error("must be an http or https address, such as https://tokens.example.com");
  }
  return url;
}

export function oneOf<const T extends string>(...values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((one) => one === text);
    if (value !== undefined) return value;
    throw new Error(`must be ${values.slice(0, -1).join(", ")} or ${values.at(-1)}`);
  };
}

/** What goes to and fro with somebody's sign-in may be read on this machine alone. */
export function parseIssuer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url && isLoopback(url.hostname);
  const isPlain = url && !url.search && !url.hash && !url.username;
  if (isPlain && (url.protocol === "https:" || (isHere && url.protocol === "http:"))) return url;
  throw new Error("must be an https address, such as https://id.example.com; http on this machine only");
}

/** Text that consists of certain characters. */
export function textOf(pattern: RegExp, otherwise: string): (text: string) => string {
  return (text) => {
    if (pattern.test(text)) return text;
    throw new Error(otherwise);
  };
}

/** Mails cross no network in the clear: without TLS from the first byte on, STARTTLS has to come before anything else. */
export function parseSmtpUrl(text: string): MailServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const login = url && isSmtpUrl(url) ? loginOf(url) : undefined;
  if (!url || !login) {
    // What it is might hold the password.
    throw new Error(
      "must be smtp://<user>:<password>@<host>:<port> or smtps://…, user and password in it percent-encoded",
    );
  }
  const host = url.hostname.toLowerCase();
  const [tls, port] =
    url.protocol === "smtps:"
      ? (["implicit", 465] as const)
      : ([isLoopback(host) ? "none" : "starttls", 587] as const);
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? port : Number(url.port),
    tls,
    login: login === "none" ? undefined : login,
  };
}

function isSmtpUrl({ protocol, hostname, pathname, search, hash }: URL): boolean {
  const isPlain = /^\/?$/.test(pathname) && !search && !hash;
  const isHost = /^(?:[A-Za-z0-9](?:[\w.-]*\w)?|\[[\da-f:.]+\])$/i.test(hostname);
  return isPlain && isHost && /^smtps?:$/.test(protocol);
}

function loginOf({ username, password }: URL): { user: string; password: string } | "none" | undefined {
  if (!username && !password) return "none";
  try {
    const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    const isWhole = [login.user, login.password].every((part) => part !== "" && !/\p{Cc}/u.test(part));
    return isWhole ? login : undefined;
  } catch {
    return undefined;
  }
}

const MAIL_ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

export function parseMailbox(text: string): Mailbox {
  const [, name = "", address = text] = /^([^\p{C}<>"]*) <(.+)>$/u.exec(text) ?? [];
  if (MAIL_ADDRESS.test(address)) return { name: name.trim(), address };
  throw new Error(
    "must be an e-mail address, such as tokenhouse@example.com or Tokenhouse <tokenhouse@example.com>",
  );
}
