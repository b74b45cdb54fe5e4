import type { Client, Receipt, Token } from "@tokenhouse/sdk/client";
import { Command, Option } from "commander";
import { asking, askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { collect, wholeNumber } from "../session/option-values.ts";
import { listUpTo } from "../session/pages.ts";
import { confirm } from "../terminal/ask.ts";
import { instant, print, sheet, table, tell } from "../terminal/print.ts";

type Listing = NonNullable<Parameters<Client["listProjectTokens"]>[0]>["query"];

interface Create extends Connection {
  lifetimeDays?: number;
  description?: string;
  scope?: string[];
  allowIp?: string[];
  serviceAccount?: string;
}

interface List extends Connection {
  all?: true;
  status?: "active" | "expired" | "revoked";
  search?: string;
  limit: number;
}

interface Rotate extends Connection {
  overlapSeconds: number;
}

interface Revoke extends Connection {
  reason?: string;
}

interface Delete extends Connection {
  yes?: true;
}

export const token = new Command("token").description("access tokens");

token.addCommand(
  askingCommand("create")
    .description(
      "generate a token; prints its value, and nothing else, on stdout: T=$(tokenhouse token create …)",
    )
    .argument("<name>", "unique among the tokens of its holder")
    .option("--lifetime-days <days>", "-1 = never expires; else the project's default", wholeNumber)
    .option("--description <text>", "what it is for")
    .option("--scope <scope>", "what it may do; may be given several times; else all that you may", collect)
    .option(
      "--allow-ip <range>",
      "an address or CIDR range to use it from; may be given several times",
      collect,
    )
    .option("--service-account <id>", "for a service account, instead of for you")
    .action((name: string, options: Create) =>
      asking(options, async (client) => printValue(await create(client, name, options), options)),
    ),
);

token.addCommand(
  askingCommand("list")
    .description("your own tokens")
    .option("--all", "every token of the project, for its owner and administrators")
    .addOption(new Option("--status <status>", "only these").choices(["active", "expired", "revoked"]))
    .option("--search <text>", "only those with this in name, description, hint or id")
    .option("--limit <number>", "so many at most", wholeNumber, 1000)
    .action((options: List) =>
      asking(options, async (client) => {
        const { all, status, search, limit } = options;
        const filters: Listing = { ...(status && { status }), ...(search !== undefined && { search }) };
        const listed = await listUpTo(limit, (page) => {
          const query = { ...filters, ...page };
          return all ? client.listProjectTokens({ query }) : client.listTokens({ query });
        });
        print(listed, options, () => inRows(listed));
      }),
    ),
);

token.addCommand(
  askingCommand("show")
    .description("one token")
    .argument("<id>")
    .action((id: string, options: Connection) =>
      asking(options, async (client) => {
        const found = await client.getToken({ params: { id } });
        print(found, options, () => inLines(found));
      }),
    ),
);

token.addCommand(
  askingCommand("revoke")
    .description("end a token; when this returns, it is refused everywhere")
    .argument("<id>")
    .option("--reason <text>", "why, for the audit log")
    .action((id: string, options: Revoke) =>
      asking(options, async (client) => {
        const { reason } = options;
        const body = reason === undefined ? {} : { reason };
        const answer = await client.revokeToken({ params: { id }, body });
        print(answer, options, () => `Revoked: ${answer.token.name}. ${refusedIn(answer.receipt)}`);
      }),
    ),
);

token.addCommand(
  askingCommand("restore")
    .description("let a revoked token work again")
    .argument("<id>")
    .action((id: string, options: Connection) =>
      asking(options, async (client) => {
        const answer = await client.restoreToken({ params: { id } });
        print(
          answer,
          options,
          () => `Restored: ${answer.token.name}, good until ${untilWhen(answer.token)}.`,
        );
      }),
    ),
);

token.addCommand(
  askingCommand("rotate")
    .description("give a token a new value; prints it, and nothing else, on stdout")
    .argument("<id>")
    .option("--overlap-seconds <seconds>", "for how long the old value works, too", wholeNumber, 0)
    .action((id: string, options: Rotate) =>
      asking(options, async (client) => {
        const { overlapSeconds } = options;
        printValue(await client.rotateToken({ params: { id }, body: { overlapSeconds } }), options);
      }),
    ),
);

token.addCommand(
  askingCommand("delete")
    .description("delete a token for good")
    .argument("<id>")
    .option("--yes", "do not ask")
    .action((id: string, options: Delete) =>
      asking(options, async (client) => {
        await confirm(`Delete ${id} for good?`, options);
        await client.deleteToken({ params: { id } });
        print({ deleted: id }, options, () => `Deleted: ${id}.`);
      }),
    ),
);

async function create(client: Client, name: string, options: Create): Promise<Generated> {
  const { description, scope: scopes, allowIp: ipAllowList, serviceAccount } = options;
  const lifetimeDays = options.lifetimeDays ?? (await client.getSettings()).defaultLifetimeDays;
  const body = {
    name,
    lifetimeDays,
    ...(description !== undefined && { description }),
    ...(scopes && { scopes }),
    ...(ipAllowList && { ipAllowList }),
  };
  return serviceAccount === undefined
    ? client.createToken({ body })
    : client.createServiceToken({ params: { id: serviceAccount }, body });
}

interface Generated {
  value: string;
  token: Token;
}

/** The value alone on stdout, wherever that goes; what else there is to know on stderr. */
function printValue(generated: Generated, { json }: Connection): void {
  const { value, token } = generated;
  process.stdout.write(json ? `${JSON.stringify(generated, null, 2)}\n` : `${value}\n`);
  tell(`${token.name} (${token.id}), good until ${untilWhen(token)}. Its value is shown only this once.`);
}

function inRows({ items, total }: { items: readonly Token[]; total: number }): string {
  if (total === 0) return "There are no such tokens.";
  const rows = items.map(({ id, name, status, hint, holder, expiresAt, lastUsedAt }) => [
    id,
    name,
    status,
    hint,
    holder.name,
    untilWhen({ expiresAt }),
    instant(lastUsedAt),
  ]);
  const head = ["ID", "NAME", "STATUS", "VALUE", "HOLDER", "EXPIRES", "LAST USED"];
  const rest = items.length < total ? `\n${items.length} of ${total}: --limit shows more.` : "";
  return table(head, rows) + rest;
}

function inLines(token: Token): string {
  return sheet({
    ID: token.id,
    Name: token.name,
    Description: token.description,
    Status: token.status,
    Kind: token.kind,
    Value: `${token.hint} (version ${token.version})`,
    Holder: token.holder.email ?? token.holder.name,
    Scopes: token.scopes.join(", "),
    Addresses: token.ipAllowList.join(", ") || "any",
    Created: `${instant(token.createdAt)} by ${token.createdBy.name}`,
    Expires: untilWhen(token),
    "Last used": `${instant(token.lastUsedAt)}${token.lastUsedIp === null ? "" : ` from ${token.lastUsedIp}`}`,
    Revoked: token.revokedAt === null ? undefined : `${instant(token.revokedAt)} ${token.revokeReason ?? ""}`,
  });
}

function untilWhen({ expiresAt }: Pick<Token, "expiresAt">): string {
  return expiresAt === null ? "never" : instant(expiresAt);
}

/** What the receipt says: no verifier accepts it any more. */
function refusedIn({ inMs, verifiers, fenced }: Receipt): string {
  const silent = fenced.length > 0 ? `; the leases of ${fenced.length} that did not confirm are over` : "";
  return `Refused everywhere after ${Math.ceil(inMs)} ms (verifiers: ${verifiers.length}${silent}).`;
}
