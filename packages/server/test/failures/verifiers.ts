import { onTestFinished } from "vitest";
import { machine } from "../../../sdk/src/verifier/environment.ts";
import type { Verifier } from "../../../sdk/src/verifier/open-verifier.ts";
import { openVerifier } from "../../../sdk/src/verifier/open-verifier.ts";
import { reachServer } from "../../../sdk/src/verifier/server.ts";
import type { Installation } from "../fixture.ts";

/** A verifier of the SDK, by the installation's own time of day. It ends with the test. */
export async function joinVerifier(
  { url, clock }: Installation,
  { token, mode }: { token: string; mode: "memory" | "mirror" },
): Promise<Verifier> {
  const verifier = await openVerifier({
    server: reachServer({ url, token, timeoutMs: 5000 }),
    environment: { ...machine, nowMs: () => clock.nowMs },
    name: mode,
    mode,
    maxTokens: 1000,
    timeoutMs: 5000,
    ownToken: token,
  });
  onTestFinished(() => verifier.close());
  return verifier;
}
