import { program } from "../../packages/server/src/cli/program.ts";
import { EXAMPLES } from "../../packages/server/src/cli/examples.ts";
import { EXIT_CODES } from "../../packages/server/src/cli/exit-codes.ts";
import { COMMAND_LINE_VARIABLES } from "../../packages/server/src/config.ts";
import { NOTE } from "./reference.ts";

type Command = typeof program;

const MEANINGS: Record<keyof typeof EXIT_CODES, string> = {
  ok: "It is done; of `verify`: the token is good",
  error: "It failed; of `verify`: the token is not good",
  cancelled: "You said no, or pressed Ctrl-C; nothing was done",
  notFound: "There is none",
  authenticationRequired: "Nobody is signed in, or the token is not accepted",
  notPermitted: "You may not",
  invalid: "What was given cannot be understood or done: wrong options, wrong values, a conflict",
  network: "No answer, or none of Tokenhouse's",
};

/** `docs/reference/command-line.md`: every command with its arguments and options. */
export function commandLineReference(): string {
  const codes = Object.entries(EXIT_CODES) as [keyof typeof EXIT_CODES, number][];
  return [
    NOTE,
    "# Command line\n",
    "On a terminal answers are tables and words; elsewhere, and with `--json` everywhere, the JSON of the API. `token create` and `token rotate` print the value alone on stdout, and what else there is to say on stderr. Secrets come from stdin, a file or the environment, never from an option.\n",
    ...leavesOf(program).map(sectionOf),
    "## Exit codes\n",
    "| code | meaning |",
    "| --- | --- |",
    ...rows(codes.map(([name, code]) => [String(code), MEANINGS[name]])),
    "",
    "## Environment\n",
    "| variable | meaning |",
    "| --- | --- |",
    ...rows(Object.entries(COMMAND_LINE_VARIABLES)),
    "",
    "Where you are signed in is kept in `$XDG_CONFIG_HOME/tokenhouse/config.json` (`~/.config/…`), for you alone to read. `NO_COLOR` turns colours off.",
    "",
  ].join("\n");
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
}

function leavesOf(command: Command): Command[] {
  return command.commands.length > 0 ? command.commands.flatMap(leavesOf) : [command];
}

function sectionOf(command: Command): string {
  const options = command.options.map(
    ({ flags, description, argChoices }) =>
      `| \`${flags.replaceAll("|", String.raw`\|`)}\` | ${description}${argChoices ? `: ${argChoices.join(", ")}` : ""} |`,
  );
  const given = command.registeredArguments.filter(({ description }) => description !== "");
  return [
    `## \`${pathOf(command)} ${command.usage().replace("[options] ", "").replace("[options]", "")}`.trimEnd() +
      "`\n",
    `${capital(command.description())}.\n`,
    ...given.map((argument) => `- \`${argument.name()}\`: ${argument.description}`),
    ...(given.length > 0 ? [""] : []),
    ...(options.length > 0 ? ["| option | meaning |", "| --- | --- |", ...options, ""] : []),
    "```sh",
    ...(EXAMPLES[pathOf(command).replace(/^\w+ /, "")] ?? []),
    "```\n",
  ].join("\n");
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
