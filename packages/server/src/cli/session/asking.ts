import type { Client } from "@tokenhouse/sdk/client";
import { Command } from "commander";
import { attempt } from "../attempt.ts";
import type { Connection } from "./connect.ts";
import { connect } from "./connect.ts";

/** A command that asks a server; every one of them is told in the same way which, and how to answer. */
export function askingCommand(name: string): Command {
  return new Command(name)
    .option("--json", "answer in JSON, as the API does; so it is where nobody looks at a terminal")
    .option("--url <url>", "the server; else TOKENHOUSE_URL, or where you are signed in")
    .option("--profile <name>", "as whom you have signed in; else TOKENHOUSE_PROFILE, or the last one")
    .option("--project <slug>", "the project, for whoever is in several");
}

/** Works with a client for whoever is signed in, and explains what it refuses. */
export function asking(options: Connection, work: (client: Client) => Promise<void>): Promise<void> {
  return attempt(() => work(connect(options)));
}
