import type { Command } from "commander";
import { Argument, Command as NewCommand } from "commander";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** Made from the tree of commands when it is asked for, so that it has no command that there is not. */
export function completionOf(tree: () => Command): Command {
  return new NewCommand("completion")
    .description("a script that completes commands and options: source <(tokenhouse completion bash)")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => {
      process.stdout.write(SCRIPTS[shell](wordsByPath(tree())));
    });
}

/** What may come next, by the commands so far: `token` has `create`, `list` …, `token create` has `--scope` … */
interface Words {
  path: readonly string[];
  commands: string[];
  options: string[];
}

function wordsByPath(command: Command, path: readonly string[] = []): Words[] {
  const commands = command.commands.map((one) => one.name());
  const options = [...command.options.flatMap(({ long }) => long ?? []), "--help"];
  return [
    { path, commands, options },
    ...command.commands.flatMap((one) => wordsByPath(one, [...path, one.name()])),
  ];
}

const SCRIPTS: Record<(typeof SHELLS)[number], (words: readonly Words[]) => string> = {
  bash: bashScript,
  zsh: (words) => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`,
  fish: fishScript,
};

function bashScript(words: readonly Words[]): string {
  const paths = words.map(({ path, commands, options }) => {
    const next = [...commands, ...options].join(" ");
    return `    "${path.join(" ")}") words="${next}" ;;`;
  });
  const known = words.flatMap(({ path }) => (path.length > 0 ? `"${path.join(" ")}"` : []));
  return `_tokenhouse() {
  local word path="" words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
    ${known.join("|")}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${paths.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tokenhouse tokenhouse
`;
}

function fishScript(words: readonly Words[]): string {
  const lines = words.map(({ path, commands, options }) => {
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const unseen = commands.length > 0 ? [`not __fish_seen_subcommand_from ${commands.join(" ")}`] : [];
    const when = [...seen, ...unseen].join("; and ");
    return `complete -c tokenhouse -f -n "${when}" -a "${[...commands, ...options].join(" ")}"`;
  });
  return `${lines.join("\n")}\n`;
}
