import type { AuditEvent } from "@tokenhouse/sdk/client";
import { Command } from "commander";
import { lazily } from "../lazily.ts";
import { asking, askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { collect, wholeNumber } from "../session/option-values.ts";
import { listUpTo } from "../session/pages.ts";
import { instant, print, table } from "../terminal/print.ts";

interface List extends Connection {
  event?: string;
  token?: string;
  actor?: string;
  after?: string;
  before?: string;
  limit: number;
}

export const audit = new Command("audit").description("the audit log");

audit.addCommand(
  askingCommand("list")
    .description("what happened, newest first")
    .option("--event <event>", "only these, such as token.revoked")
    .option("--token <id>", "only what happened to this token")
    .option("--actor <id>", "only what this member or service account did")
    .option("--after <instant>", "from then on, such as 2026-11-01T00:00:00Z")
    .option("--before <instant>", "before then")
    .option("--limit <number>", "so many at most", wholeNumber, 100)
    .action((options: List) =>
      asking(options, async (client) => {
        const { event, token: tokenId, actor, after, before, limit } = options;
        const filters = Object.entries({ event, tokenId, actor, after, before });
        const query = Object.fromEntries(filters.filter(([, value]) => value !== undefined));
        const listed = await listUpTo(limit, (page) =>
          client.listAuditEvents({ query: { ...query, ...page } }),
        );
        print(listed, options, () => inRows(listed.items));
      }),
    ),
);

audit.addCommand(
  new Command("verify")
    .description("hold an export of the audit log against heads that were remembered; needs no server")
    .argument("<export>", "a file with the answer of GET /v1/audit.json")
    .option(
      "--head <file>",
      "a checkpoint of GET /v1/audit/head, or the file of a witness; may be given several times",
      collect,
      [],
    )
    .option("--key <verifierKey>", "the key that the heads have to be signed with")
    .option("--log <origin>", "of which log the export is, where heads of several are given")
    .option("--json", "answer in JSON")
    .action(lazily(async () => (await import("./audit-verify.ts")).auditVerify)),
);

function inRows(items: readonly AuditEvent[]): string {
  if (items.length === 0) return "There are no such events.";
  const rows = items.map(({ at, event, actor, tokenId, origin }) => [
    instant(at),
    event,
    actor.name,
    tokenId ?? "",
    origin.ip,
  ]);
  return table(["AT", "EVENT", "WHO", "TOKEN", "FROM"], rows);
}
