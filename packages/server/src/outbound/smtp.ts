import { createTransport } from "nodemailer";
import { DeliveryError } from "../core/delivery.ts";
import type { Mail, Mailbox, MailServer } from "../core/mail.ts";
import { oneLine } from "../core/one-line.ts";

/** No answer of a mail server is waited for longer, and no mail for longer than all of them. */
const ANSWERS_WITHIN_MS = 10_000;
const WHOLE_WITHIN_MS = 30_000;

export interface SmtpOptions {
  server: MailServer;
  from: Mailbox;
  /** Certificates, as PEM, of a certifier whom Node does not know. */
  ca?: string | undefined;
  answersWithinMs?: number;
  wholeWithinMs?: number;
}

/** Hands a mail in under an id that is the same at each try, and answers the status that it was taken with. */
export type SendMail = (id: string, mail: Mail, signal: AbortSignal) => Promise<number>;

/** A mail server. It is asked for nothing before there is a mail. */
export function openSmtp({
  server: { host, port, tls, login },
  from,
  ca,
  answersWithinMs = ANSWERS_WITHIN_MS,
  wholeWithinMs = WHOLE_WITHIN_MS,
}: SmtpOptions): SendMail {
  const transport = createTransport({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    ...(login && { auth: { user: login.user, pass: login.password } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: answersWithinMs,
    greetingTimeout: answersWithinMs,
    socketTimeout: answersWithinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (id, { to, subject, text }, signal) => {
    refuseOddAddress(to.address);
    const message = {
      from: { name: oneLine(from.name), address: from.address },
      to: { name: oneLine(to.name), address: to.address },
      envelope: { from: from.address, to: [to.address] },
      messageId: `<${id}@${from.address.split("@")[1] ?? host}>`,
      subject: oneLine(subject),
      text,
      // RFC 3834: nobody's absence is to answer it.
      headers: { "Auto-Submitted": "auto-generated" },
    };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(wholeWithinMs)]);
    try {
      const { response } = await transport.sendMail({ ...message, signal: deadline });
      return Number(response.slice(0, 3)) || 250;
    } catch (error) {
      throw faultOf(error);
    }
  };
}

/** One mailbox and nothing else: no list, no comment, no line of a header. */
function refuseOddAddress(address: string): void {
  if (/^[^\s\p{C}@<>()[\]\\,;:"]+@[^\s\p{C}@<>()[\]\\,;:"]+$/u.test(address)) return;
  throw new DeliveryError("not an address that mail can be sent to", { isFinal: true });
}

/**
 * What the server said, in one line, but for a sign-in that failed, which it might tell of by what it was shown. A refusal
 * for good (RFC 5321 §4.2.1) of this very mail is not tried again.
 */
function faultOf(error: unknown): DeliveryError {
  const { code = "", responseCode: status = null, response = "" } = error as SmtpError;
  const isSignIn = code === "EAUTH";
  const said = isSignIn ? "the mail server does not take user and password" : response || messageOf(error);
  const isFinal = !isSignIn && status !== null && status >= 500 && /^(?:EENVELOPE|EMESSAGE)$/.test(code);
  return new DeliveryError(oneLine(said), { status, isFinal, detail: code });
}

interface SmtpError {
  code?: string;
  responseCode?: number | null;
  response?: string;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
