import type { Answer, Call } from "../chaos/fire/call.ts";
import { call } from "../chaos/fire/call.ts";

/** A server, and the token to call it with. */
export interface Asked {
  url: string;
  authorization: string;
}

/** Whoever does not answer for so long is dead, also on a busy machine. */
const PATIENCE_MS = 30_000;

/** Undefined where nothing whole is answered. */
export function ask(
  { url, authorization }: Asked,
  request: Omit<Call, "authorization">,
): Promise<Answer | undefined> {
  return call(url, { ...request, authorization }, PATIENCE_MS);
}
