import { createClient, TokenhouseError } from "@tokenhouse/sdk/client";
import { styleText } from "node:util";
import { attempt } from "../attempt.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { connect, profileNameOf, urlOf } from "../session/connect.ts";
import { print } from "../terminal/print.ts";

interface Finding {
  what: string;
  isWell: boolean;
  says: string;
}

export const doctor = askingCommand("doctor")
  .description("whether this machine reaches the server, the server is well and your token works")
  .action((options: Connection) =>
    attempt(async () => {
      const findings = await examine(options);
      print({ findings }, options, () => findings.map(inWords).join("\n"));
      if (findings.some(({ isWell }) => !isWell)) process.exitCode = EXIT_CODES.error;
    }),
  );

/** One after the other; what builds on something that fails is not looked at. */
async function examine(options: Connection): Promise<Finding[]> {
  const url = urlOf(options);
  const anybody = createClient({ url });
  const findings = [
    await look(`The server at ${url}`, async () => {
      const startedAt = performance.now();
      await anybody.getLive();
      return `answers after ${Math.ceil(performance.now() - startedAt)} ms`;
    }),
  ];
  if (!findings[0]?.isWell) return findings;
  findings.push(
    await look("Its database", async () => {
      await anybody.getReady();
      return "is there, and keeps what it is given";
    }),
    await look(`Your token (profile ${profileNameOf(options)})`, async () => {
      const { user, serviceAccount, project, token } = await connect(options).getMe();
      const end = token?.expiresAt ? `until ${token.expiresAt}` : "without an end";
      return `works, as ${user?.email ?? serviceAccount?.name} in ${project.slug}, ${end}`;
    }),
  );
  return findings;
}

async function look(what: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return { what, isWell: true, says: await work() };
  } catch (error) {
    if (error instanceof TokenhouseError)
      return { what, isWell: false, says: `${error.detail} (${error.code})` };
    return { what, isWell: false, says: error instanceof Error ? error.message : String(error) };
  }
}

function inWords({ what, isWell, says }: Finding): string {
  const mark = isWell ? styleText("green", "ok  ") : styleText("red", "FAIL");
  return `${mark} ${what}: ${says}`;
}
