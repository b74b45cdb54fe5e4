import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";

/** Bytes for a connection of their own, each character one of them. */
export interface Bytes {
  /** Written one after the other. */
  pieces: string[];
  /** So many answers there may be at most. */
  most: number;
  /** No server may take it, or what is hidden in it, for a request: it is refused, and the connection ends. */
  mustRefuse: boolean;
  ending: "wait" | "reset";
}

const AUTHORIZED = "Authorization: Bearer {{value.owner}}";
const HOST = "Host: localhost";

/** What cannot be said in one way only: whoever reads it otherwise than we do can be made to disagree with us. */
const AMBIGUOUS: readonly string[][] = [
  ["Content-Length: 2", "Transfer-Encoding: chunked"],
  ["Transfer-Encoding: chunked", "Content-Length: 2"],
  ["Content-Length: 2", "Content-Length: 3"],
  ["Content-Length: +2"],
  ["Content-Length: 2, 3"],
  ["Content-Length: -1"],
  ["Content-Length: 0x2"],
  ["Content-Length: 99999999999999999999999"],
  ["Transfer-Encoding: xchunked"],
  ["Transfer-Encoding: chunked, identity"],
  ["Transfer-Encoding : chunked"],
  ["X-A: b\r\n folded"],
  ["X-A\0: b"],
  ["X-A: b\0c"],
  ["X-A: b\rc"],
  ["X A: b"],
  [": b"],
  ["X-A b"],
];

const TARGETS = [
  "/v1/me",
  "/v1/verify",
  "/livez",
  "/auth/nginx",
  "//v1/me",
  "http://evil.example/v1/me",
  "http://evil.example:0",
  "*",
  "localhost:80",
  "?",
  "/%zz",
  "/\x80\xff",
  "/v1/me?\x80=\xff",
  "/" + "a".repeat(9000),
] as const;

const lines = fc.record({
  method: fc.constantFrom("GET", "POST", "get", "PRI", "CONNECT", "TRACE", "QUERY", "G\0T", ""),
  target: fc.constantFrom<string[]>(...TARGETS),
  version: fc.constantFrom(
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/1.10",
    "http/1.1",
    "",
  ),
});

const headers = fc.subarray([
  HOST,
  HOST,
  AUTHORIZED,
  "Host: evil.example",
  "Host:",
  "Connection: keep-alive",
  "Connection: close, x",
  "Connection: upgrade, http2-settings",
  "Upgrade: h2c",
  "HTTP2-Settings: AAMAAABkAAQAAP__",
  "Expect: 100-continue",
  "Content-Type: application/json",
  "Content-Length: 2",
  "Transfer-Encoding: chunked",
  "Cookie: \x80\xff",
  "X-Empty:",
]);

const bodies = fc.constantFrom(
  "",
  "{}",
  "2\r\n{}\r\n0\r\n\r\n",
  "2;a=b\r\n{}\r\n0\r\n\r\n",
  `2;${"a".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  "2\r\n{}\r\n0\r\nX-Trailer: {{value.owner}}\r\n\r\n",
  "2\n{}\n0\n\n",
  "-2\r\n{}\r\n0\r\n\r\n",
  "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
  "0x2\r\n{}\r\n0\r\n\r\n",
  "2\r\n{}GET /v1/me HTTP/1.1\r\n\r\n",
  `0\r\n\r\nGET /v1/me HTTP/1.1\r\n${HOST}\r\n${AUTHORIZED}\r\n\r\n`,
);

const composed = fc
  .record({ line: lines, headers, body: bodies })
  .map(
    ({ line, headers, body }) =>
      `${line.method} ${line.target} ${line.version}\r\n${headers.map((header) => `${header}\r\n`).join("")}\r\n${body}`,
  );

/** What else may come along a wire. */
const noRequests = fc.constantFrom(
  "",
  "\r\n\r\n\r\n",
  "\0\0\0\0",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
  "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
  "GET /\r\n",
  "SSH-2.0-x\r\n",
  "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
  `GET /livez HTTP/1.1\r\n${HOST}\r\n${"X: y\r\n".repeat(3000)}\r\n`,
);

const changes = fc.oneof(
  fc.nat(400).map((at) => named(`cut at ${at}`, (text: string) => text.slice(0, at))),
  fc.constant(named("doubled", (text: string) => text + text)),
  fc.constant(named("bare line feeds", (text: string) => text.replaceAll("\r\n", "\n"))),
  fc
    .tuple(fc.nat(400), fc.nat(255))
    .map(([at, byte]) =>
      named(
        `byte ${byte} at ${at}`,
        (text: string) => text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1),
      ),
    ),
);

function named(name: string, change: (text: string) => string): (text: string) => string {
  return Object.assign(change, { toString: () => name });
}

const endings = fc.constantFrom("wait", "wait", "wait", "reset");

const mutated = fc
  .tuple(
    fc.oneof(composed, noRequests),
    fc.array(changes, { maxLength: 2 }),
    fc.array(fc.nat(300), { maxLength: 3 }),
    endings,
  )
  .map(([text, some, cuts, ending]): Bytes => {
    const whole = some.reduce((sofar, change) => change(sofar), text);
    return {
      pieces: cutAt(whole, cuts),
      most: 1 + whole.split(/HTTP\/\d/i).length,
      mustRefuse: false,
      ending,
    };
  });

function cutAt(text: string, cuts: readonly number[]): string[] {
  const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
  return at.slice(1).map((end, n) => text.slice(at[n], end));
}

const refused = fc
  .tuple(fc.constantFrom(...AMBIGUOUS), fc.constantFrom("/v1/verify", "/auth/nginx", "/v1/tokens"))
  .map(([ambiguous, path]): Bytes => ({
    // All at once: what arrives at a connection that is closed already takes the answer away with it.
    pieces: [
      `POST ${path} HTTP/1.1\r\n${[HOST, AUTHORIZED, ...ambiguous].join("\r\n")}\r\n\r\n` +
        `0\r\n\r\nGET /v1/me HTTP/1.1\r\n${HOST}\r\n${AUTHORIZED}\r\n\r\n`,
    ],
    most: 2,
    mustRefuse: true,
    ending: "wait",
  }));

export const byteStrings: Arbitrary<Bytes> = fc.oneof(
  { weight: 4, arbitrary: mutated },
  { weight: 1, arbitrary: refused },
);
