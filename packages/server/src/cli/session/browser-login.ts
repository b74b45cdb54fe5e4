import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@tokenhouse/sdk/client";
import { CancelledError, InputError } from "../attempt.ts";
import { tell } from "../terminal/print.ts";
import type { Profile } from "./profiles.ts";

export interface BrowserLogin {
  url: string;
  project: string | undefined;
  /** Of the token that is asked for. */
  name: string;
  lifetimeDays: number;
}

const PATIENCE_MS = 5 * 60_000;

/**
 * Signs in by a browser (RFC 8252): somebody agrees there, and their browser brings a code to an address of this machine.
 * The code is worth nothing to whoever does not know the verifier (RFC 7636).
 */
export async function loginByBrowser({ url, project, name, lifetimeDays }: BrowserLogin): Promise<Profile> {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const answer = await listenForCode();
  try {
    const asked = { port: String(answer.port), state: answer.state, challenge, name };
    const query = new URLSearchParams({
      ...asked,
      lifetimeDays: String(lifetimeDays),
      ...(project !== undefined && { project }),
    });
    const address = `${url}/command-line?${query.toString()}`;
    tell(`Agree in the browser, if it shows the code ${challenge.slice(0, 6)}:\n${address}`);
    openInBrowser(address);
    const code = await answer.code;
    const { value, token } = await createClient({ url }).redeemLoginCode({ body: { code, verifier } });
    return { url, token: value, ownTokenId: token.id };
  } finally {
    answer.close();
  }
}

interface Listening {
  port: number;
  state: string;
  code: Promise<string>;
  close: () => void;
}

/** Waits on an address of this machine alone; what does not know the state is not listened to. */
async function listenForCode(): Promise<Listening> {
  const state = randomBytes(16).toString("base64url");
  const { promise: code, resolve, reject } = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const isKnown = request.method === "GET" && searchParams.get("state") === state;
    const given = searchParams.get("code");
    response
      .writeHead(isKnown ? 200 : 404, {
        "Content-Type": "text/plain; charset=utf-8",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        Connection: "close",
      })
      .end(
        isKnown ? "That was all: you can close this page and go on in the terminal.\n" : "Not for here.\n",
      );
    if (!isKnown) return;
    if (given === null) reject(new CancelledError());
    else resolve(given);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const timer = setTimeout(() => {
    reject(new InputError("Nobody has agreed in the browser within five minutes: sign in again"));
  }, PATIENCE_MS);
  const cancel = () => reject(new CancelledError());
  process.once("SIGINT", cancel);
  return {
    port: (server.address() as AddressInfo).port,
    state,
    code,
    close() {
      clearTimeout(timer);
      process.off("SIGINT", cancel);
      server.close();
      server.closeAllConnections();
    },
  };
}

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Where there is none to open, the address has been told. */
function openInBrowser(address: string): void {
  const own = process.env["BROWSER"];
  const [program, ...args] = own ? [own] : (OPENERS[process.platform] ?? ["xdg-open"]);
  if (program === undefined) return;
  spawn(program, [...args, address], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
