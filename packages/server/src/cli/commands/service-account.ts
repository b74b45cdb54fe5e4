import type { ServiceAccount } from "@tokenhouse/sdk/client";
import { Command, Option } from "commander";
import { SERVICE_ROLES } from "../../core/policy.ts";
import type { ServiceRole } from "../../core/policy.ts";
import { asking, askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { wholeNumber } from "../session/option-values.ts";
import { listUpTo } from "../session/pages.ts";
import { confirm } from "../terminal/ask.ts";
import { instant, print, sheet, table } from "../terminal/print.ts";

interface List extends Connection {
  search?: string;
  limit: number;
}

interface Create extends Connection {
  role: ServiceRole;
}

interface Change extends Connection {
  name?: string;
  role?: ServiceRole;
  activate?: true;
  deactivate?: true;
  revokeTokens?: true;
}

interface Delete extends Connection {
  yes?: true;
}

const roleOption = () => new Option("--role <role>", "what it may do").choices(SERVICE_ROLES);

export const serviceAccount = new Command("service-account").description("holders of tokens for machines");

serviceAccount.addCommand(
  askingCommand("list")
    .description("the service accounts of the project")
    .option("--search <text>", "only those with this in their name")
    .option("--limit <number>", "so many at most", wholeNumber, 1000)
    .action((options: List) =>
      asking(options, async (client) => {
        const { search, limit } = options;
        const listed = await listUpTo(limit, (page) =>
          client.listServiceAccounts({ query: { ...page, ...(search !== undefined && { search }) } }),
        );
        print(listed, options, () => inRows(listed.items));
      }),
    ),
);

serviceAccount.addCommand(
  askingCommand("create")
    .description("add one; its tokens are made by «tokenhouse token create --service-account»")
    .argument("<name>", "unique in the project")
    .addOption(roleOption().default("member"))
    .action((name: string, options: Create) =>
      asking(options, async (client) => {
        const { serviceAccount: made } = await client.addServiceAccount({
          body: { name, role: options.role },
        });
        print(made, options, () => inLines(made));
      }),
    ),
);

serviceAccount.addCommand(
  askingCommand("show")
    .description("one service account")
    .argument("<id>")
    .action((id: string, options: Connection) =>
      asking(options, async (client) => {
        const found = await client.getServiceAccount({ params: { id } });
        print(found, options, () => inLines(found));
      }),
    ),
);

serviceAccount.addCommand(
  askingCommand("change")
    .description("give it another name or role, deactivate it, or activate it again")
    .argument("<id>")
    .option("--name <name>", "its new name")
    .addOption(roleOption())
    .addOption(new Option("--activate", "let it work again").conflicts("deactivate"))
    .option("--deactivate", "refuse its tokens from now on")
    .option("--revoke-tokens", "with --deactivate: revoke its active tokens, which otherwise prevent it")
    .action((id: string, options: Change) =>
      asking(options, async (client) => {
        const { name, role, activate, deactivate, revokeTokens } = options;
        const body = {
          ...(name !== undefined && { name }),
          ...(role && { role }),
          ...((activate ?? deactivate) && { active: activate === true }),
          ...(revokeTokens && { revokeTokens }),
        };
        const { serviceAccount: changed } = await client.changeServiceAccount({ params: { id }, body });
        print(changed, options, () => inLines(changed));
      }),
    ),
);

serviceAccount.addCommand(
  askingCommand("delete")
    .description("delete one that has no active tokens")
    .argument("<id>")
    .option("--yes", "do not ask")
    .action((id: string, options: Delete) =>
      asking(options, async (client) => {
        await confirm(`Delete the service account ${id}?`, options);
        await client.removeServiceAccount({ params: { id } });
        print({ deleted: id }, options, () => `Deleted: ${id}.`);
      }),
    ),
);

function inRows(items: readonly ServiceAccount[]): string {
  if (items.length === 0) return "There are no such service accounts.";
  const rows = items.map((account) => [
    account.id,
    account.name,
    account.role,
    statusOf(account),
    String(account.activeTokens),
  ]);
  return table(["ID", "NAME", "ROLE", "STATUS", "ACTIVE TOKENS"], rows);
}

function inLines(account: ServiceAccount): string {
  return sheet({
    ID: account.id,
    Name: `${account.name} (${account.handle})`,
    Role: account.role,
    Status: statusOf(account),
    "Active tokens": String(account.activeTokens),
    Created: instant(account.createdAt),
  });
}

function statusOf({ active }: ServiceAccount): string {
  return active ? "active" : "deactivated";
}
