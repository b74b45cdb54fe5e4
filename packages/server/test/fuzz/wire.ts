import type { Socket } from "node:net";
import { connect } from "node:net";

/** An answer as it came over the wire. */
export interface Answer {
  status: number;
  /** Names in small letters. */
  headers: Map<string, string>;
  body: Buffer;
}

/** Answers of one connection, in their order, and what was no answer. */
export interface Heard {
  answers: Answer[];
  rest: Buffer;
}

/** How long a server may say nothing to a whole request. */
const PATIENCE_MS = 20_000;

/** One connection at a time, opened anew whenever the server has closed it. */
export interface Wire {
  /** The answer to one whole request; undefined where none came. */
  ask: (request: Buffer, method: string) => Promise<Answer | undefined>;
  close: () => void;
}

export function openWire(port: number): Wire {
  let socket: Socket | undefined;
  return {
    async ask(request, method) {
      const isFresh = socket === undefined || socket.destroyed;
      socket = isFresh ? dial(port) : socket;
      const answer = await askOnce(socket as Socket, request, method);
      if (!answer || answer.headers.get("connection") === "close") socket?.destroy();
      // A kept connection may have ended just now.
      if (answer || isFresh) return answer;
      return this.ask(request, method);
    },
    close: () => void socket?.destroy(),
  };
}

function dial(port: number): Socket {
  return connect({ port, host: "127.0.0.1", noDelay: true });
}

function askOnce(socket: Socket, request: Buffer, method: string): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    const finish = (answer: Answer | undefined) => {
      clearTimeout(timer);
      socket.removeAllListeners().on("error", () => undefined);
      resolve(answer);
    };
    const timer = setTimeout(() => finish(undefined), PATIENCE_MS);
    socket.on("data", (chunk) => {
      heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk]);
      const [answer] = readAnswers(heard, () => method).answers;
      if (answer) finish(answer);
    });
    socket.on("error", () => finish(undefined));
    socket.on("close", () => finish(undefined));
    socket.write(request);
  });
}

/** When an exchange is over: all that is expected has come, or nothing for so long; or at once, without waiting. */
export interface Ending {
  expected: number;
  quietMs: number;
  ending?: "wait" | "reset";
}

/** Sends bytes, whatever they are, in pieces on a connection of their own, and hears what comes until nothing does. */
export function exchange(
  port: number,
  pieces: readonly Buffer[],
  { expected, quietMs, ending = "wait" }: Ending,
): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = dial(port);
    const chunks: Buffer[] = [];
    const heard = () => readAnswers(Buffer.concat(chunks), () => "GET");
    const timer = setTimeout(() => socket.destroy(), quietMs);
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      timer.refresh();
      if (heard().answers.length >= expected) socket.end();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(heard());
    });
    socket.on("connect", () => {
      for (const piece of pieces) setImmediate(() => socket.writable && socket.write(piece));
      if (ending === "reset") setImmediate(() => socket.resetAndDestroy());
    });
  });
}

/** Reads whole answers off the start of what was heard. Those that only say to go on are left out. */
export function readAnswers(bytes: Buffer, methodOf: (n: number) => string): Heard {
  const answers: Answer[] = [];
  let rest = bytes;
  for (;;) {
    const head = readHead(rest);
    if (!head) return { answers, rest };
    const isBodiless = head.status < 200 || head.status === 204 || head.status === 304;
    const body = isBodiless || methodOf(answers.length) === "HEAD" ? NOTHING : readBody(head, rest);
    if (!body) return { answers, rest };
    if (head.status >= 200) answers.push({ status: head.status, headers: head.headers, body: body.content });
    rest = rest.subarray(head.length + body.length);
  }
}

interface Head {
  status: number;
  headers: Map<string, string>;
  length: number;
}

interface Body {
  content: Buffer;
  /** On the wire. */
  length: number;
}

const NOTHING: Body = { content: Buffer.alloc(0), length: 0 };

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(first) ?? [];
  if (status === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(status), headers, length: end + 4 };
}

function readBody({ headers, length }: Head, bytes: Buffer): Body | undefined {
  if (headers.get("transfer-encoding") === "chunked") return readChunks(bytes.subarray(length));
  const size = Number(headers.get("content-length") ?? 0);
  if (bytes.length < length + size) return undefined;
  return { content: bytes.subarray(length, length + size), length: size };
}

function readChunks(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf("\r\n", at);
    if (end === -1) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    const next = end + 2 + size + 2;
    if (Number.isNaN(size) || bytes.length < next) return undefined;
    if (size === 0) return { content: Buffer.concat(chunks), length: next };
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}
