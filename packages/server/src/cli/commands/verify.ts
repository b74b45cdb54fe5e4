import type { Verdict } from "@tokenhouse/sdk/client";
import { InputError } from "../attempt.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { asking, askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { collect, wholeNumber } from "../session/option-values.ts";
import { askSecret, isSomebodyThere } from "../terminal/ask.ts";
import { print, sheet } from "../terminal/print.ts";
import { readStdin } from "../terminal/stdin.ts";

interface Verify extends Connection {
  scope?: string[];
  ip?: string;
  atLeast?: number;
}

export const verify = askingCommand("verify")
  .description("whether the token on stdin is good; ends with 0 if it is, with 1 if not")
  .option("--scope <scope>", "for this; may be given several times", collect)
  .option("--ip <address>", "from this address")
  .option("--at-least <revision>", "by nothing older than this revision", wholeNumber)
  .action((options: Verify) =>
    asking(options, async (client) => {
      const { scope: scopes, ip, atLeast } = options;
      const token = isSomebodyThere() ? await askSecret("Token: ") : await readStdin();
      if (token === "") throw new InputError("Give the token on stdin, as in: tokenhouse verify < file");
      const body = {
        token,
        ...(scopes && { scopes }),
        ...(ip !== undefined && { ip }),
        ...(atLeast !== undefined && { atLeast }),
      };
      const verdict = await client.verifyToken({ body });
      print(verdict, options, () => inWords(verdict));
      process.exitCode = verdict.valid ? EXIT_CODES.ok : EXIT_CODES.error;
    }),
  );

function inWords(verdict: Verdict): string {
  if (!verdict.valid) return `Not valid: ${verdict.code}`;
  const { token, holder, project } = verdict;
  return sheet({
    Valid: token.name,
    Holder: holder.email ?? holder.name,
    Project: project.slug,
    Scopes: token.scopes.join(", "),
  });
}
