import type { Client, Settings } from "@tokenhouse/sdk/client";
import { Command, InvalidArgumentError } from "commander";
import { parseJson } from "../../core/json.ts";
import { asking, askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { print, sheet } from "../terminal/print.ts";

interface Preview extends Connection {
  preview?: true;
}

type Change = NonNullable<NonNullable<Parameters<Client["changeSettings"]>[0]>["body"]>;

export const settings = new Command("settings").description("the rules of a project for its tokens");

settings.addCommand(
  askingCommand("show")
    .description("the rules, and the catalogue of scopes")
    .action((options: Connection) =>
      asking(options, async (client) => {
        const rules = await client.getSettings();
        print(rules, options, () => inLines(rules));
      }),
    ),
);

settings.addCommand(
  askingCommand("set")
    .description("change rules, as in: tokenhouse settings set maxLifetimeDays=90 tokensEnabled=true")
    .argument("<rule=value...>", "by the names of «settings show --json»; values in JSON", readRule)
    .option("--preview", "tell how many tokens it would touch, and change nothing")
    .action((change: Change, options: Preview) =>
      asking(options, async (client) => {
        if (options.preview) {
          const touched = await client.previewSettings({ body: change });
          print(touched, options, () => sheet(inWords(touched)));
          return;
        }
        const rules = await client.changeSettings({ body: change });
        print(rules, options, () => inLines(rules));
      }),
    ),
);

/** The server knows the rules and what each may be: it is asked, and says what would be right. */
function readRule(text: string, before: Change = {}): Change {
  const [name = "", value] = text.split(/=(.*)/s, 2);
  const read = value === undefined ? undefined : parseJson(value);
  if (read === undefined)
    throw new InvalidArgumentError("It must be a rule and a value, such as maxLifetimeDays=90.");
  return { ...before, [name]: read };
}

function inLines(rules: Settings): string {
  const { scopeCatalogue, ...others } = rules;
  const told = Object.entries(others).map(([name, value]) => [name, String(value)] as const);
  const scopes = scopeCatalogue.map(({ scope }) => scope).join(", ");
  return sheet({ ...Object.fromEntries(told), scopeCatalogue: scopes });
}

function inWords({ refused, revived, beyondMaximum }: Record<string, number>): Record<string, string> {
  return {
    "Tokens that would be refused": String(refused),
    "Tokens that would work again": String(revived),
    "Active tokens beyond the maximum": String(beyondMaximum),
  };
}
