import { TokenhouseError } from "../errors.ts";
import type { Verifier, VerifierOptions } from "../verifier/verifier.ts";
import { createVerifier } from "../verifier/verifier.ts";

/**
 * A verifier that connects when it is first asked: `next build` loads every route where no Tokenhouse may be
 * running. What {@link createVerifier} would reject with, `verify` rejects with, and the next check tries anew.
 *
 * @example
 * export const verifier = lazyVerifier({ url: "http://127.0.0.1:4980", token });
 */
export function lazyVerifier(options: VerifierOptions): Verifier {
  let opening: Promise<Verifier> | undefined;
  let opened: Verifier | undefined;
  let closed = false;

  async function open(): Promise<Verifier> {
    if (closed) throw new TokenhouseError({ code: "unavailable", detail: "This verifier is closed" });
    try {
      opened = await createVerifier(options);
      return opened;
    } finally {
      opening = undefined;
    }
  }

  return {
    peek: (value, check) => opened?.peek(value, check),
    verify: async (value, check) => (opened ?? (await (opening ??= open()))).verify(value, check),
    async close() {
      closed = true;
      await Promise.allSettled([opening]);
      await opened?.close();
    },
  };
}
