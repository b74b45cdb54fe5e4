/** Whose mailbox. `address` is an e-mail address, `name` what its owner is called. */
export interface Mailbox {
  name: string;
  address: string;
}

export interface Mail {
  to: Mailbox;
  subject: string;
  text: string;
}

/** Where mails are handed in. */
export interface MailServer {
  host: string;
  port: number;
  /** From the first byte on, after STARTTLS, or, on this machine alone, not at all. */
  tls: "implicit" | "starttls" | "none";
  login: { user: string; password: string } | undefined;
}

/** Longer than any name, shorter than a line of a mail may be (RFC 5322 §2.1.1). */
const LINE_LENGTH = 300;

/** Text that people wrote, as one line of a mail: nothing that begins another line, or turns the reading direction. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "")
    .trim()
    .slice(0, LINE_LENGTH)
    .toWellFormed();
}
