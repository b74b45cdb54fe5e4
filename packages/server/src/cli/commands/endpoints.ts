import { asking, askingCommand } from "../session/asking.ts";
import { collect } from "../session/option-values.ts";
import type { Connection } from "../session/connect.ts";
import { print, table } from "../terminal/print.ts";

interface Endpoints extends Connection {
  scope?: string[];
}

export const endpoints = askingCommand("endpoints")
  .description("what of the API you may call")
  .option("--scope <scope>", "with a token of these scopes; may be given several times", collect)
  .action((options: Endpoints) =>
    asking(options, async (client) => {
      const query = options.scope ? { scopes: options.scope.join(",") } : {};
      const answer = await client.listEndpoints({ query });
      const rows = answer.items.map(({ method, path, summary }) => [method, path, summary]);
      print(answer, options, () => table(["METHOD", "PATH", "WHAT IT DOES"], rows));
    }),
  );
