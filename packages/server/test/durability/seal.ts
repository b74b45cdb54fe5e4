import type { ExportedEvent, RememberedHead } from "../../src/seal/check-log.ts";
import { checkLog } from "../../src/seal/check-log.ts";
import type { Asked } from "./ask.ts";
import { ask } from "./ask.ts";

/** Asks for the head of the sealed audit log, and remembers it. */
export async function rememberHead(asked: Asked, heads: RememberedHead[]): Promise<void> {
  const answer = await ask(asked, { method: "GET", path: "/v1/audit/head" });
  if (answer?.status !== 200) return;
  const { size, rootHash } = answer.body as { size: number; rootHash: string };
  heads.push({ size, rootHash: Buffer.from(rootHash, "hex") });
}

/** Holds the log against all heads that were answered. Answers what is wrong. */
export async function checkSeal(asked: Asked, heads: RememberedHead[]): Promise<string[]> {
  await rememberHead(asked, heads);
  const answer = await ask(asked, { method: "GET", path: "/v1/audit.json" });
  if (answer?.status !== 200) return [`the audit log is not answered: ${JSON.stringify(answer)}`];
  return checkLog(answer.body as ExportedEvent[], heads)
    .filter(({ code }) => code !== "unsealed")
    .map(({ text }) => `the sealed log: ${text}`);
}
