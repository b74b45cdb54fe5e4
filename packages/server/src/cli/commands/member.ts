import type { Member } from "@tokenhouse/sdk/client";
import { Command, Option } from "commander";
import { ROLES, TOKEN_ACCESS } from "../../core/policy.ts";
import type { Role, TokenAccess } from "../../core/policy.ts";
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

interface Add extends Connection {
  name: string;
  role: Role;
}

interface Change extends Connection {
  role?: Role;
  tokenAccess?: TokenAccess;
  activate?: true;
  deactivate?: true;
  endTokens?: true;
}

interface Remove extends Connection {
  yes?: true;
}

const roleOption = () => new Option("--role <role>", "what they may do").choices(ROLES);

export const member = new Command("member").description("the people of a project");

member.addCommand(
  askingCommand("list")
    .description("the members of the project")
    .option("--search <text>", "only those with this in their name or e-mail address")
    .option("--limit <number>", "so many at most", wholeNumber, 1000)
    .action((options: List) =>
      asking(options, async (client) => {
        const { search, limit } = options;
        const listed = await listUpTo(limit, (page) =>
          client.listMembers({ query: { ...page, ...(search !== undefined && { search }) } }),
        );
        print(listed, options, () => inRows(listed.items));
      }),
    ),
);

member.addCommand(
  askingCommand("add")
    .description("invite somebody; prints the one-time link with which they choose a password")
    .argument("<email>")
    .requiredOption("--name <name>", "what they are called")
    .addOption(roleOption().default("member"))
    .action((email: string, options: Add) =>
      asking(options, async (client) => {
        const { name, role } = options;
        const answer = await client.addMember({ body: { email, name, role } });
        print(answer, options, () => withLink(answer));
      }),
    ),
);

member.addCommand(
  askingCommand("invite")
    .description("make the one-time link anew; the one before works no more")
    .argument("<id>")
    .action((id: string, options: Connection) =>
      asking(options, async (client) => {
        const answer = await client.inviteMember({ params: { id } });
        print(answer, options, () => withLink(answer));
      }),
    ),
);

member.addCommand(
  askingCommand("change")
    .description("change the role or the right to tokens, deactivate, or activate again")
    .argument("<id>")
    .addOption(roleOption())
    .addOption(
      new Option(
        "--token-access <access>",
        "whether they may generate and use tokens; inherit = as the project says",
      ).choices(TOKEN_ACCESS),
    )
    .addOption(new Option("--activate", "let them in again").conflicts("deactivate"))
    .option("--deactivate", "end their sessions, and refuse their tokens from now on")
    .option("--end-tokens", "revoke their tokens, too")
    .action((id: string, options: Change) =>
      asking(options, async (client) => {
        const { role, tokenAccess, activate, deactivate, endTokens } = options;
        const body = {
          ...(role && { role }),
          ...(tokenAccess && { tokenAccess }),
          ...((activate ?? deactivate) && { active: activate === true }),
          ...(endTokens && { endTokens }),
        };
        const { member: changed } = await client.changeMember({ params: { id }, body });
        print(changed, options, () => inLines(changed));
      }),
    ),
);

member.addCommand(
  askingCommand("remove")
    .description("take somebody out of the project, with their tokens")
    .argument("<id>")
    .option("--yes", "do not ask")
    .action((id: string, options: Remove) =>
      asking(options, async (client) => {
        await confirm(`Remove ${id} from the project?`, options);
        await client.removeMember({ params: { id } });
        print({ removed: id }, options, () => `Removed: ${id}.`);
      }),
    ),
);

function withLink({ member: invited, invitationLink }: { member: Member; invitationLink?: string }): string {
  const link = invitationLink === undefined ? "" : `\nThe link to choose a password, once: ${invitationLink}`;
  return inLines(invited) + link;
}

function inRows(items: readonly Member[]): string {
  if (items.length === 0) return "There are no such members.";
  const rows = items.map((one) => [
    one.id,
    one.name,
    one.email,
    one.role,
    statusOf(one),
    String(one.activeTokens),
  ]);
  return table(["ID", "NAME", "E-MAIL", "ROLE", "STATUS", "ACTIVE TOKENS"], rows);
}

function inLines(one: Member): string {
  return sheet({
    ID: one.id,
    Name: one.name,
    "E-mail": one.email,
    Role: one.role,
    Status: statusOf(one),
    "May generate": one.mayGenerate ? "yes" : "no",
    "Token access": one.tokenAccess,
    "Active tokens": String(one.activeTokens),
    Joined: instant(one.createdAt),
  });
}

function statusOf({ active, invited }: Member): string {
  if (!active) return "deactivated";
  return invited ? "invited" : "active";
}
