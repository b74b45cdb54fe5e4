import { sql } from "kysely";
import { expect, test } from "vitest";
import { addMember, addProject, mint, signIn, startInstallation } from "../fixture.ts";

/* PostgreSQL logs every statement of these suites, with the values in it, and each installation is searched there, too. */

test("a secret that was in a statement, and is stored nowhere, is found in PostgreSQL's log", async () => {
  const installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  const owner = await addMember(installation.service, projectId, {
    email: "owner@example.com",
    role: "owner",
  });
  const session = await signIn(installation, owner);
  const { value } = await mint(installation, session);
  await sql`select cast(${value} as text)`.execute(installation.service.db);
  await expect(installation.stop()).rejects.toThrow(/PostgreSQL's log: raw/);
});
