import { Command } from "commander";
import { auditVerify } from "./commands/audit-verify.ts";
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
