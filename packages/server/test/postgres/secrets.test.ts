import { sql } from "kysely";
import { expect, test } from "vitest";
import { mint } from "../fixture.ts";
import { startTeam } from "../team.ts";

/* PostgreSQL logs every statement of these suites, with the values in it, and each installation is searched there, too. */

test("a secret that was in a statement, and is stored nowhere, is found in PostgreSQL's log", async () => {
  const team = await startTeam();
  const { value } = await mint(team, team.owner.session);
  await sql`select cast(${value} as text)`.execute(team.service.db);
  await expect(team.stop()).rejects.toThrow(/PostgreSQL's log: raw/);
});
