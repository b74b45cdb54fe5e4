import type { Interface } from "node:readline/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CancelledError, InputError } from "../attempt.ts";

/** Whether there is somebody who could answer. What is asked goes to stderr: stdout is for the answer of the command. */
export function isSomebodyThere(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && !env["CI"];
}

export function ask(question: string): Promise<string> {
  return answerOn(process.stderr, (terminal) => terminal.question(question));
}

/** What is typed is not shown, from before the question on. */
export async function askSecret(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = answerOn(nowhere, (terminal) => {
    process.stderr.write(question);
    return terminal.question("");
  });
  return answer.finally(() => process.stderr.write("\n"));
}

/** Resolves where the answer is yes, or was given before; throws where it is no, or nobody can be asked. */
export async function confirm(question: string, { yes }: { yes?: true }): Promise<void> {
  if (yes) return;
  if (!isSomebodyThere()) throw new InputError(`${question} Say --yes, since nobody can be asked here`);
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CancelledError();
}

async function answerOn(
  output: NodeJS.WritableStream,
  question: (terminal: Interface) => Promise<string>,
): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const { promise: gone, reject } = Promise.withResolvers<never>();
  // Ctrl-C, and Ctrl-D.
  terminal.once("SIGINT", () => reject(new CancelledError()));
  terminal.once("close", () => reject(new CancelledError()));
  try {
    return await Promise.race([question(terminal), gone]);
  } finally {
    gone.catch(() => undefined);
    terminal.close();
  }
}
