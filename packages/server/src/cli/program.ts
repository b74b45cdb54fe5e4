import { Command } from "commander";
import { audit } from "./commands/audit.ts";
import { completionOf } from "./commands/completion.ts";
import { doctor } from "./commands/doctor.ts";
import { endpoints } from "./commands/endpoints.ts";
import { login } from "./commands/login.ts";
import { logout } from "./commands/logout.ts";
import { member } from "./commands/member.ts";
import { serviceAccount } from "./commands/service-account.ts";
import { settings } from "./commands/settings.ts";
import { token } from "./commands/token.ts";
import { verify } from "./commands/verify.ts";
import { whoami } from "./commands/whoami.ts";
import { EXAMPLES } from "./examples.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { lazily } from "./lazily.ts";
import { collect } from "./session/option-values.ts";
import { VERSION } from "../version.ts";

/** The command tree of `tokenhouse`. */
export const program = new Command("tokenhouse")
  .description("Issues, lists, checks and ends API access tokens.")
  .version(VERSION, "--version", "say which release this is");

program
  .command("serve")
  .description("run the server; configured by TOKENHOUSE_… variables, see docs/reference/configuration.md")
  .action(lazily(async () => (await import("./commands/serve.ts")).serve));

program
  .command("migrate")
  .description("bring the schema of the database up to date, as «serve» does by itself")
  .option("--check", "only tell what is missing; ends with 0 if nothing is, with 1 otherwise")
  .option("--json", "answer in JSON")
  .action(lazily(async () => (await import("./commands/migrate.ts")).migrate));

for (const command of [login, logout, whoami, token, serviceAccount, member, settings]) {
  program.addCommand(command);
}
for (const command of [verify, endpoints, audit, doctor]) program.addCommand(command);

program
  .command("backup")
  .description("copy the database into a new file, also while a server works on it (SQLite)")
  .argument("<file>", "the file to make; none may be there")
  .option("--json", "answer in JSON")
  .action(lazily(async () => (await import("./commands/backup.ts")).backup));

program
  .command("restore")
  .description("put a backup in the place of the database, and decide about the revocations since")
  .argument("[backup]", "a file of tokenhouse backup; left out, the database is taken as it is")
  .option(
    "--journal <file>",
    "end what this revocation journal says was ended since; may be given several times",
    collect,
    [],
  )
  .option("--revoke-all", "end every token")
  .option("--accept", "let what was revoked since work again")
  .option("--json", "answer in JSON")
  .action(lazily(async () => (await import("./commands/restore.ts")).restore));

program.addCommand(completionOf(() => program));

endLikeTheRest(program);
showExamples(program, "");

function showExamples(command: Command, path: string): void {
  const lines = EXAMPLES[path];
  if (lines) command.addHelpText("after", ["", "Examples:", ...lines.map((line) => `  ${line}`)].join("\n"));
  for (const one of command.commands) showExamples(one, `${path} ${one.name()}`.trim());
}

/** A command that cannot be understood ends like any other that was asked for something invalid. */
function endLikeTheRest(command: Command): void {
  command.showSuggestionAfterError().exitOverride(({ exitCode }) => {
    process.exit(exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.invalid);
  });
  for (const one of command.commands) endLikeTheRest(one);
}
