import { expect, onTestFinished, test } from "vitest";
import { JOBS } from "../../src/jobs/jobs.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createDatabase } from "../storage/databases.ts";
import { startReplica } from "./replicas.ts";

test("servers that run forget what is over, without a request", async () => {
  const database = await createDatabase();
  onTestFinished(() => database.remove());
  const db = await openDatabase(database.url);
  onTestFinished(() => db.destroy());
  const over = { key: Buffer.from("somebody"), tries: 1, forgotten_at: 1, free_at: 1 };
  await db.insertInto("sign_in_tries").values(over).execute();
  await Promise.all([startReplica(database.url), startReplica(database.url)]);
  await expect.poll(() => db.selectFrom("sign_in_tries").selectAll().execute()).toEqual([]);
  await expect
    .poll(async () =>
      (await db.selectFrom("jobs").select("name").execute()).map(({ name }) => name).toSorted(),
    )
    .toEqual([...JOBS.map(({ name }) => name), "tell of expiry"].toSorted());
}, 60_000);
