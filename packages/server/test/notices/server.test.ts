import { rmSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@tokenhouse/sdk/client";
import { expect, onTestFinished, test } from "vitest";
import { AS_OWNER, makeFolder, OWNER } from "../../../../e2e/harness/server.ts";
import { startServer } from "../chaos/servers.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createDatabase } from "../storage/databases.ts";
import { smtpError, startMailServer } from "./mail-server.ts";

const PASSWORD = "of-the-mail-server-alone";

test("a server as it is configured tells the holder of a token that ends, by mail, and its log holds no secret", async () => {
  const mailServer = await startMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      password === PASSWORD ? done(null, { user: username }) : done(smtpError(535, "no")),
  });
  const database = await createDatabase();
  const folder = makeFolder();
  onTestFinished(async () => {
    await mailServer.stop();
    await database.remove();
    rmSync(folder, { recursive: true });
  });
  const env = { TOKENHOUSE_DATABASE_URL: database.url, ...AS_OWNER };
  const first = await startServer({ folder, env });
  const client = createClient({ url: first.url, basic: { ...OWNER } });
  const { value, token } = await client.createToken({ body: { name: "nightly", lifetimeDays: 60 } });
  await first.end("SIGTERM");

  const db = await openDatabase(database.url);
  const now = Date.now();
  await db
    .updateTable("tokens")
    .set({ created_at: now - 57 * DAY_MS, expires_at: now + 2.5 * DAY_MS })
    .execute();
  await db.deleteFrom("jobs").execute();
  await db.destroy();

  const told = {
    TOKENHOUSE_SMTP_URL: `smtp://me:${PASSWORD}@127.0.0.1:${mailServer.port}`,
    TOKENHOUSE_MAIL_FROM: "Tokenhouse <tokenhouse@example.com>",
  };
  const second = await startServer({ folder: join(folder, "second"), env: { ...env, ...told } });
  await expect.poll(() => mailServer.mails).toHaveLength(1);
  const [mail] = mailServer.mails;
  expect(mail).toMatchObject({ to: [OWNER.email], from: "tokenhouse@example.com", user: "me" });
  expect(mail?.headers.get("subject")).toEqual(["Access token “nightly” expires in 3 days"]);
  expect(mail?.text).toContain(`${second.url}/tokens/${token.id}?project=default`);
  expect(mail?.raw).not.toContain(value.slice(17));
  expect(await second.end("SIGTERM")).toBe(0);
  expect(second.output()).toContain("links in mails lead to this machine");
  for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString("base64"), value.slice(17)])
    expect(second.output()).not.toContain(secret);
}, 60_000);
