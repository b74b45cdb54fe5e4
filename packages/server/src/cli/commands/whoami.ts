import { asking, askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { urlOf } from "../session/connect.ts";
import { instant, print, sheet } from "../terminal/print.ts";

export const whoami = askingCommand("whoami")
  .description("as whom you call, and what you may do")
  .action((options: Connection) =>
    asking(options, async (client) => {
      const me = await client.getMe();
      const { user, serviceAccount, project, role, scopes, token } = me;
      print(me, options, () =>
        sheet({
          Server: urlOf(options),
          Who: user ? `${user.name} <${user.email}>` : serviceAccount?.name,
          Project: project.slug,
          Role: role,
          Scopes: scopes.join(", "),
          Token: token?.name,
          Expires: token && instant(token.expiresAt),
        }),
      );
    }),
  );
