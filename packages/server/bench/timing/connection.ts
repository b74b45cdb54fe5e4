import { once } from "node:events";
import { connect } from "node:net";

export interface Timed {
  /** From the request's last byte to the answer's first. */
  ms: number;
  status: number;
  body: string;
}

/** One kept connection to a server of this machine, on which one question is asked after the other. */
export interface Connection {
  ask: (request: string) => Promise<Timed>;
  close: () => void;
}

const END = "\r\n\r\n";

/** With as little in between as can be: whatever a client does besides is noise in the times. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let onData: ((chunk: Buffer) => void) | undefined;
  let onEnd: ((error: Error) => void) | undefined;
  socket.on("data", (chunk) => onData?.(chunk));
  socket.on("error", (error) => onEnd?.(error));
  socket.on("close", () => onEnd?.(new Error("The server has ended the connection")));
  return {
    ask(request) {
      const { promise, resolve, reject } = Promise.withResolvers<Timed>();
      let heard = "";
      let ms = 0;
      onEnd = reject;
      onData = (chunk) => {
        if (heard === "") ms = performance.now() - askedAt;
        heard += chunk.toString("latin1");
        const answer = readAnswer(heard);
        if (answer) resolve({ ms, ...answer });
      };
      const askedAt = performance.now();
      socket.write(request, "latin1");
      return promise;
    },
    close: () => void socket.destroy(),
  };
}

/** The answer, once it is whole. Everything that is asked here is answered with a length. */
function readAnswer(heard: string): { status: number; body: string } | undefined {
  const end = heard.indexOf(END);
  if (end === -1) return undefined;
  const [, length = "0"] = /^content-length: (\d+)$/im.exec(heard.slice(0, end)) ?? [];
  const body = heard.slice(end + END.length);
  return body.length < Number(length) ? undefined : { status: Number(heard.slice(9, 12)), body };
}

/** A request as text. */
export function requestOf(line: string, headers: Readonly<Record<string, string>>, body = ""): string {
  const all = {
    Host: "localhost",
    ...headers,
    ...(body !== "" && { "Content-Length": String(body.length) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}
