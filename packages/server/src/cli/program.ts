import { Command } from "commander";
import { serve } from "./commands/serve.ts";

/** The command tree of `tokenhouse`. */
export const program = new Command("tokenhouse")
  .description("Issues, lists, checks and ends API access tokens.")
  .showSuggestionAfterError();

program
  .command("serve")
  .description("run the server; configured by TOKENHOUSE_… variables, see docs/reference/configuration.md")
  .action(serve);
