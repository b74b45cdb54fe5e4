import type { ExportedEvent } from "../../src/seal/check-log.ts";
import { checkLog } from "../../src/seal/check-log.ts";
import type { Asked } from "./ask.ts";
import { ask } from "./ask.ts";
import type { Book } from "./book.ts";
import { wasCutSince } from "./book.ts";

/** Asks for the head of the sealed audit log, and remembers it. */
export async function rememberHead(asked: Asked, book: Book): Promise<void> {
  const askedAt = performance.now();
  const answer = await ask(asked, { method: "GET", path: "/v1/audit/head" });
  if (answer?.status !== 200 || wasCutSince(book, askedAt)) return;
  const { size, rootHash } = answer.body as { size: number; rootHash: string };
  book.heads.push({ size, rootHash: Buffer.from(rootHash, "hex") });
}

/** Holds the log against all heads that were answered. Answers what is wrong. */
export async function checkSeal(asked: Asked, book: Book): Promise<string[]> {
  await rememberHead(asked, book);
  const answer = await ask(asked, { method: "GET", path: "/v1/audit.json" });
  if (answer?.status !== 200) return [`the audit log is not answered: ${JSON.stringify(answer)}`];
  return checkLog(answer.body as ExportedEvent[], book.heads)
    .filter(({ code }) => code !== "unsealed")
    .map(({ text }) => `the sealed log: ${text}`);
}
