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
