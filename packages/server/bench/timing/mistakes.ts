import type { Mutation } from "../../test/lease/module.ts";

/** What an author could have got wrong, and where it has to show. */
export interface Mistake {
  name: string;
  mutations: readonly Mutation[];
}

/** In the process itself: a run that does not find these has measured nothing. */
export const IN_PROCESS: Record<"memory" | "whole", Mistake> = {
  memory: {
    name: "a value is compared with a stored one until a character differs",
    mutations: [
      {
        file: "service/check-token.ts",
        passage: "const { record, revision } = found;",
        instead: `const { record, revision } = found;
  if (record && "value" in presented)
    (globalThis.known ??= new Map()).set(presented.value.slice(4, 16), presented.value);`,
      },
      {
        file: "service/check-token.ts",
        passage: "if (!service.standing.isInForce() || memory.applied",
        instead: `const known = "value" in presented && globalThis.known?.get(presented.value.slice(4, 16));
  for (let at = 0; known && at < known.length && known[at] === presented.value[at]; ) at++;
  if (!service.standing.isInForce() || memory.applied`,
      },
    ],
  },
  whole: {
    name: "the database is asked for a value only where one begins like it",
    mutations: [
      {
        file: "service/check-token.ts",
        passage: "  const found = await service.standing.answer({",
        instead: `  if ("value" in presented) {
    const hint = presented.value.slice(0, 16) + "_…";
    const like = await service.db.selectFrom("tokens").select("id").where("hint", "=", hint).executeTakeFirst();
    if (!like) return refuse({ code: "not_found", revision: service.memory.applied });
  }
  const found = await service.standing.answer({`,
      },
    ],
  },
};

/** At a server, each by the question whose time tells of it. */
export const AT_SERVER = {
  value: IN_PROCESS.whole,
  others: {
    name: "the log is searched for what befell somebody else's token before it is refused",
    mutations: [
      {
        file: "service/token-access.ts",
        passage: "if (!token || !isHolder(caller, token)) throw tokenNotFound();",
        instead: `if (!token && (await findToken(caller.project.id, db, tokenId)))
    for (const column of ["detail", "origin", "actor"])
      await db.selectFrom("audit_events").select("seq").where(column, "like", \`%\${tokenId}%\`).execute();
  if (!token || !isHolder(caller, token)) throw tokenNotFound();`,
      },
    ],
  },
  waiting: {
    name: "also while they wait the password of those who exist is looked at",
    mutations: [
      {
        file: "service/authenticate.ts",
        passage: "  await service.throttle.begin(attempt);",
        instead: `  const meant = await findUserByEmail(service.db, normalized);
  if (meant) await service.passwords.matches(meant.passwordHash, password);
  await service.throttle.begin(attempt);`,
      },
    ],
  },
  one: {
    name: "for an unknown address no hash is computed",
    mutations: [
      {
        file: "service/passwords.ts",
        passage: "await queued(() => verify(passwordHash ?? nobody, password));",
        instead:
          "passwordHash == null ? false : await queued(() => verify(passwordHash ?? nobody, password));",
      },
    ],
  },
} satisfies Record<string, Mistake>;
