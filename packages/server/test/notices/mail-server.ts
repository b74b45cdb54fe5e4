import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { SMTPServer } from "smtp-server";
import { CERTIFICATE } from "./certificate.ts";

/** A mail as a real server has taken it. */
export interface TakenMail {
  from: string;
  to: string[];
  /** By their names in small letters, unfolded and decoded. */
  headers: Map<string, string[]>;
  text: string;
  raw: string;
  isEncrypted: boolean;
  user: string | undefined;
}

export interface MailServer {
  port: number;
  mails: TakenMail[];
  /** Commands that the next connections get this answer to, by their names. */
  refusals: Map<"MAIL" | "RCPT" | "DATA", Error>;
  stop: () => Promise<void>;
}

/** An SMTP server on this machine that keeps what it takes. */
export async function startMailServer(
  options: SMTPServerOptions & { port?: number } = {},
): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const refusals: MailServer["refusals"] = new Map();
  const server = new SMTPServer({
    ...CERTIFICATE,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onMailFrom: (_, __, done) => done(refusals.get("MAIL")),
    onRcptTo: (_, __, done) => done(refusals.get("RCPT")),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
      stream.on("end", () => {
        const refusal = refusals.get("DATA");
        if (refusal) return done(refusal);
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(chunks).toString();
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          ...readMail(raw),
          isEncrypted: session.secure,
          user: session.user,
        });
        done();
      });
    },
    ...options,
  });
  // Clients that hang up, or do not trust it, are what is tested.
  server.on("error", () => undefined);
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    refusals,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A refusal as SMTP tells it. */
export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function readMail(raw: string): Pick<TakenMail, "headers" | "text" | "raw"> {
  const [head = "", ...body] = raw.split("\r\n\r\n");
  const headers = new Map<string, string[]>();
  for (const line of head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/s.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), decodeWords(value)]);
  }
  const text = body.join("\r\n\r\n");
  const encoding = headers.get("content-transfer-encoding")?.[0];
  return { headers, raw, text: decodeBody(text, encoding).replaceAll("\r\n", "\n") };
}

function decodeBody(text: string, encoding: string | undefined): string {
  if (encoding === "base64") return Buffer.from(text, "base64").toString();
  return encoding === "quoted-printable" ? unquote(text.replaceAll("=\r\n", "")) : text;
}

/** RFC 2047 §2: what stands between two encoded words is no text. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(text, "base64").toString()
        : unquote(text.replaceAll("_", " ")),
    );
}

function unquote(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString();
}
