import type { Mutation } from "../lease/module.ts";

/** A mistake in the server's text, and how it shows. */
export interface Mistake {
  name: string;
  mutations: readonly Mutation[];
  shows: RegExp;
  /** It shows in the time that something takes, and nowhere else. */
  isTimed?: true;
}

const LIST = "const { items, ...page } = await listTokens(service, caller, tokenQueryOf(query));";
const ARRIVES = `void reply.header("X-Request-Id", request.id);`;

/** A run that does not find these has proved nothing. */
export const MISTAKES: readonly Mistake[] = [
  {
    name: "a list with many filters fails",
    mutations: [
      inFile("handlers/tokens.ts", LIST, `if (Object.keys(query).length > 5) throw new Error("x"); ${LIST}`),
    ],
    shows: /status 500/,
  },
  {
    name: "what is not described leaves the server",
    mutations: [
      inFile("http/mount.ts", "route.answer.body?.parse(output)", "output && { ...output, secret: 1 }"),
    ],
    shows: /does not match its schema/,
  },
  {
    name: "a header tells what the caller has shown",
    mutations: [
      inFile(
        "http/server.ts",
        ARRIVES,
        `${ARRIVES} reply.header("X-Debug", request.headers.authorization ?? "");`,
      ),
    ],
    shows: /a secret in the answer/,
  },
  {
    name: "whoever speaks first on a connection is everybody on it",
    mutations: [
      inFile(
        "http/mount.ts",
        "return isClient ? clientOfBasic(credential) : credential;",
        `if (request.url === "/v1/me") return (request.raw.socket.first ??= credential);
  return isClient ? clientOfBasic(credential) : credential;`,
      ),
    ],
    shows: /answered as somebody else/,
  },
  {
    name: "a refused session leaves a promise that nobody waits for",
    mutations: [
      inFile(
        "http/authenticate.ts",
        "if (!user) throw unauthenticated(",
        `if (!user) void Promise.reject(new Error("x"));\n  if (!user) throw unauthenticated(`,
      ),
    ],
    shows: /the run ended|has no answer|the process ended/,
  },
  {
    name: "every request is kept",
    mutations: [
      inFile(
        "http/server.ts",
        ARRIVES,
        `${ARRIVES} (globalThis.kept ??= []).push(Buffer.alloc(100_000, 1));`,
      ),
    ],
    shows: /the process has grown/,
  },
  {
    name: "a list holds everybody up",
    mutations: [
      inFile("handlers/tokens.ts", LIST, `for (const end = Date.now() + 100; Date.now() < end; ); ${LIST}`),
    ],
    shows: /the event loop was held up/,
    isTimed: true,
  },
];

function inFile(file: string, passage: string, instead: string): Mutation {
  return { file, passage, instead };
}
