import { Command } from "commander";
import { auditVerify } from "./commands/audit-verify.ts";
import { backup } from "./commands/backup.ts";
import { restore } from "./commands/restore.ts";
import { serve } from "./commands/serve.ts";

/** The command tree of `tokenhouse`. */
export const program = new Command("tokenhouse")
  .description("Issues, lists, checks and ends API access tokens.")
  .showSuggestionAfterError();

program
  .command("serve")
  .description("run the server; configured by TOKENHOUSE_… variables, see docs/reference/configuration.md")
  .action(serve);

const audit = program.command("audit").description("the audit log");

audit
  .command("verify")
  .description("hold an export of the audit log against heads that were remembered; needs no server")
  .argument("<export>", "a file with the answer of GET /v1/audit.json")
  .option(
    "--head <file>",
    "a checkpoint of GET /v1/audit/head, or the file of a witness; may be given several times",
    (file, files: string[]) => [...files, file],
    [] as string[],
  )
  .option("--key <verifierKey>", "the key that the heads have to be signed with")
  .option("--log <origin>", "of which log the export is, where heads of several are given")
  .option("--json", "answer in JSON")
  .action(auditVerify);

program
  .command("backup")
  .description("copy the database into a new file, also while a server works on it (SQLite)")
  .argument("<file>", "the file to make; none may be there")
  .option("--json", "answer in JSON")
  .action(backup);

program
  .command("restore")
  .description("put a backup in the place of the database, and decide about the revocations since")
  .argument("[backup]", "a file of tokenhouse backup; left out, the database is taken as it is")
  .option(
    "--journal <file>",
    "end what this revocation journal says was ended since; may be given several times",
    (file, files: string[]) => [...files, file],
    [] as string[],
  )
  .option("--revoke-all", "end every token")
  .option("--accept", "let what was revoked since work again")
  .option("--json", "answer in JSON")
  .action(restore);
