import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { parseSmtpUrl } from "../../src/config/parsers.ts";
import { DeliveryError } from "../../src/core/delivery.ts";
import type { Mail } from "../../src/core/mail.ts";
import type { SmtpOptions } from "../../src/outbound/smtp.ts";
import { openSmtp } from "../../src/outbound/smtp.ts";
import { CERTIFICATE } from "./certificate.ts";
import type { MailServer } from "./mail-server.ts";
import { smtpError, startMailServer } from "./mail-server.ts";

/* Mails go to a real server, by real SMTP. */

const PASSWORD = "hunter2-of-the-mail-server";
const ADA = { name: "Ada", address: "ada@example.com" };
const MAIL: Mail = { to: ADA, subject: "Access token “ci” has expired", text: "Grüße\n\n.\n\nEnd\n" };
const ID = "0bc1d49f-0000-4000-8000-000000000001";

let servers: MailServer[] = [];
afterEach(async () => {
  for (const server of servers) await server.stop();
  servers = [];
});

async function serverWith(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

/** Hands a mail in to a server at an address as the configuration has it. */
function send(url: string, mail: Partial<Mail> = {}, options: Partial<SmtpOptions> = {}): Promise<number> {
  const from = { name: "Tokens of Acme", address: "tokens@acme.example" };
  const sending = openSmtp({ server: parseSmtpUrl(url), from, ...options });
  return sending(ID, { ...MAIL, ...mail }, new AbortController().signal);
}

async function faultOf(sending: Promise<unknown>): Promise<DeliveryError> {
  const error = await sending.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`It was to be refused: ${String(error)}`);
  return error;
}

test("a mail arrives as it was written, from whom and to whom, with an id of its own", async () => {
  const { port, mails } = await serverWith({ disabledCommands: ["STARTTLS", "AUTH"] });
  expect(await send(`smtp://127.0.0.1:${port}`)).toBe(250);
  const [mail] = mails;
  expect(mail).toMatchObject({ from: "tokens@acme.example", to: ["ada@example.com"] });
  expect(mail?.text.trimEnd()).toBe(MAIL.text.trimEnd());
  expect(Object.fromEntries(mail?.headers ?? [])).toMatchObject({
    from: ["Tokens of Acme <tokens@acme.example>"],
    to: ["Ada <ada@example.com>"],
    subject: [MAIL.subject],
    "message-id": [`<${ID}@acme.example>`],
    "auto-submitted": ["auto-generated"],
    "content-type": ["text/plain; charset=utf-8"],
  });
});

describe("with TLS", () => {
  test("from the beginning, user and password arrive encrypted", async () => {
    const { port, mails } = await serverWith({ ...CERTIFICATE, ...takesPassword(), secure: true });
    await send(`smtps://me%40acme:${PASSWORD}@127.0.0.1:${port}`, {}, { ca: CERTIFICATE.cert });
    expect(mails).toMatchObject([{ isEncrypted: true, user: "me@acme" }]);
  });

  test("by STARTTLS, a server on another machine gets nothing before it", async () => {
    const { port, mails } = await serverWith({ ...CERTIFICATE, ...takesPassword() });
    const server = { ...parseSmtpUrl(`smtp://me:${PASSWORD}@127.0.0.1:${port}`), tls: "starttls" } as const;
    await send("smtp://x", {}, { server, ca: CERTIFICATE.cert });
    expect(mails).toMatchObject([{ isEncrypted: true, user: "me" }]);
  });

  test("that a server on another machine does not have, it gets no mail, no user and no password", async () => {
    const said: string[] = [];
    const { port, mails } = await serverWith({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      onAuth: ({ username = "" }, _, done) => (said.push(username), done(null, { user: username })),
      onMailFrom: ({ address }, _, done) => (said.push(address), done()),
    });
    const server = { ...parseSmtpUrl(`smtp://me:${PASSWORD}@127.0.0.1:${port}`), tls: "starttls" } as const;
    const fault = await faultOf(send("smtp://x", {}, { server }));
    expect(fault.isFinal).toBe(false);
    expect([mails, said]).toEqual([[], []]);
  });

  test("whose certificate nobody knows, it gets nothing either", async () => {
    const { port, mails } = await serverWith({ ...CERTIFICATE, secure: true });
    const fault = await faultOf(send(`smtps://127.0.0.1:${port}`));
    expect(fault).toMatchObject({ isFinal: false, status: null });
    expect(fault.message).toMatch(/certificate/);
    expect(mails).toEqual([]);
  });
});

describe("a server that refuses", () => {
  test("the mailbox for good is not asked again", async () => {
    const { port, refusals } = await serverWith();
    refusals.set("RCPT", smtpError(550, "No such user"));
    const fault = await faultOf(send(`smtp://127.0.0.1:${port}`));
    expect(fault).toMatchObject({ status: 550, isFinal: true });
    expect(fault.message).toBe("550 No such user");
  });

  test.each(["MAIL", "RCPT", "DATA"] as const)("%s for now is asked again", async (command) => {
    const { port, refusals, mails } = await serverWith();
    refusals.set(command, smtpError(451, "Come back later"));
    const fault = await faultOf(send(`smtp://127.0.0.1:${port}`));
    expect(fault).toMatchObject({ status: 451, isFinal: false });
    refusals.clear();
    expect(await send(`smtp://127.0.0.1:${port}`)).toBe(250);
    expect(mails).toHaveLength(1);
  });

  test("user and password is asked again, and what it says of them stands nowhere", async () => {
    const { port, mails } = await serverWith({
      ...takesPassword("another"),
      allowInsecureAuth: true,
    });
    const fault = await faultOf(send(`smtp://me:${PASSWORD}@127.0.0.1:${port}`));
    expect(fault).toMatchObject({ status: 535, isFinal: false });
    const told = JSON.stringify([fault.message, fault.detail, String(fault.stack), fault]);
    for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString("base64"), "said by the server"])
      expect(told).not.toContain(secret);
    expect(mails).toEqual([]);
  });
});

describe("a server that is not there", () => {
  test("at all is told of, and gets the mail once it is back", async () => {
    const { port, stop } = await startMailServer();
    await stop();
    const fault = await faultOf(send(`smtp://127.0.0.1:${port}`));
    expect(fault).toMatchObject({ status: null, isFinal: false, detail: "ESOCKET" });
    const { mails } = await serverWith({ port });
    await send(`smtp://127.0.0.1:${port}`);
    expect(mails).toHaveLength(1);
  });

  test.each([
    ["says nothing", ""],
    ["stops in the middle", "220 mail.example.com\r\n"],
    ["talks and talks", "220-and\r\n".repeat(1000)],
  ])("that %s is waited for no longer than that", async (_, greeting) => {
    const port = await listening((socket) => void socket.write(greeting));
    const bounds = { answersWithinMs: 50, wholeWithinMs: 100 };
    expect(await faultOf(send(`smtp://127.0.0.1:${port}`, {}, bounds))).toMatchObject({ isFinal: false });
  });

  test("that says a little again and again is waited for no longer than that, and hung up on", async () => {
    const gone = Promise.withResolvers<void>();
    const port = await listening((socket) => {
      socket.write("220 mail.example.com\r\n");
      const talking = setInterval(() => socket.write("250-and\r\n"), 10);
      socket.on("close", () => {
        clearInterval(talking);
        gone.resolve();
      });
    });
    const bounds = { answersWithinMs: 5_000, wholeWithinMs: 100 };
    expect(await faultOf(send(`smtp://127.0.0.1:${port}`, {}, bounds))).toMatchObject({ isFinal: false });
    await gone.promise;
  });

  test("that speaks another language is no mail server", async () => {
    const port = await listening((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await faultOf(send(`smtp://127.0.0.1:${port}`))).toMatchObject({ isFinal: false });
  });

  test("when the server stops is waited for no more", async () => {
    const port = await listening(() => undefined);
    const stopping = new AbortController();
    const from = { name: "", address: "tokens@acme.example" };
    const sending = openSmtp({ server: parseSmtpUrl(`smtp://127.0.0.1:${port}`), from });
    const sent = sending(ID, MAIL, stopping.signal);
    stopping.abort();
    await faultOf(sent);
  });
});

describe("no header is made by a name", () => {
  test.each([
    ["a line of its own", "ci\r\nBcc: everybody@example.com"],
    ["a line by LF alone", "ci\nBcc: everybody@example.com"],
    ["a line by CR alone", "ci\rBcc: everybody@example.com"],
    ["a line of Unicode", "ci\u2028Bcc: everybody@example.com"],
    ["a body", "ci\u0000\r\n\r\nAnother body"],
    ["a mailbox", 'ci" <everybody@example.com>, "x'],
    ["an encoded line", "=?utf-8?q?ci=0D=0ABcc:_everybody@example.com?="],
    ["255 keys", "🔑".repeat(255)],
    ["255 umlauts", "ü".repeat(255)],
    ["5000 letters", "a".repeat(5000)],
    ["another direction", "\u202Egnp.exe"],
    ["half a character", "\uD800 half"],
  ])("that holds %s", async (_, name) => {
    const { port, mails } = await serverWith();
    await send(`smtp://127.0.0.1:${port}`, {
      to: { name, address: "ada@example.com" },
      subject: `Access token “${name}” has expired`,
    });
    const [mail] = mails;
    expect(mail?.to).toEqual(["ada@example.com"]);
    expect([...(mail?.headers.keys() ?? [])].toSorted()).toEqual(
      ["auto-submitted", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"], // prettier-ignore
    );
    for (const [header, values] of mail?.headers ?? []) expect(values, header).toHaveLength(1);
    expect(mail?.text.trimEnd()).toBe(MAIL.text.trimEnd());
    // RFC 5322 §2.1.1
    for (const line of mail?.raw.split("\r\n") ?? []) expect(line.length).toBeLessThanOrEqual(998);
  });

  test.each([
    "ada@example.com, everybody@example.com",
    "ada@example.com\r\nRCPT TO:<everybody@example.com>",
    "ada@example.com>",
    "<ada@example.com>",
    "everybody",
    "",
    'ada"@example.com',
  ])("nor another mailbox by an address: %j gets nothing", async (address) => {
    const { port, mails } = await serverWith();
    const fault = await faultOf(send(`smtp://127.0.0.1:${port}`, { to: { name: "Ada", address } }));
    expect(fault.isFinal).toBe(true);
    expect(mails).toEqual([]);
  });
});

function takesPassword(password = PASSWORD): Parameters<typeof startMailServer>[0] {
  return {
    authOptional: false,
    onAuth: ({ username, password: given }, _, done) =>
      given === password
        ? done(null, { user: username })
        : done(smtpError(535, `${given} is wrong, said by the server`)),
  };
}

/** Something that listens and is no mail server. */
async function listening(work: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    work(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
