import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inChange } from "../../src/storage/change.ts";
import { logChanges, readNews } from "../../src/storage/change-log.ts";
import { currentRevision } from "../../src/storage/open.ts";
import type { StoredVerifier } from "../../src/storage/verifiers.ts";
import {
  confirmVerifier,
  deleteVerifier,
  extendVerifier,
  fenceVerifier,
  insertVerifier,
  readVerifiers,
} from "../../src/storage/verifiers.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { addTenant, NOON, openStore } from "./store.ts";

describe.each(databases)("the verifiers of a $name database", (kind) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await kind.create());
  });
  afterAll(() => store.close());

  async function register(differences: Partial<StoredVerifier> = {}): Promise<StoredVerifier> {
    const verifier: StoredVerifier = {
      id: randomUUID(),
      projectId: store.projectId,
      name: "orders api",
      mode: "memory",
      leaseMs: 10_000,
      registeredAtMs: NOON,
      ...differences,
    };
    await insertVerifier(store.db, verifier);
    return verifier;
  }

  const find = async (id: string) =>
    (await readVerifiers(store.db)).verifiers.find((verifier) => verifier.id === id);
  const extend = (id: string, applied: number) => extendVerifier(store.db, { id, applied, nowMs: NOON + 1 });

  it("begin with nothing applied, beside the revision of that moment", async () => {
    const verifier = await register();
    expect(await find(verifier.id)).toEqual({ ...verifier, heardAtMs: NOON, generation: 0, applied: 0 });
    expect((await readVerifiers(store.db)).revision).toBe(await currentRevision(store.db));
  });

  it("stay as they are when they register once more", async () => {
    const verifier = await register();
    await extend(verifier.id, 3);
    await insertVerifier(store.db, { ...verifier, name: "another" });
    expect(await find(verifier.id)).toMatchObject({ name: "orders api", generation: 1, applied: 3 });
  });

  it("move on with each extension, and never take back what they have confirmed", async () => {
    const { id } = await register();
    expect(await extend(id, 7)).toBe(true);
    expect(await extend(id, 5)).toBe(true);
    await confirmVerifier(store.db, { id, applied: 6 });
    expect(await find(id)).toMatchObject({ generation: 2, applied: 7, leaseMs: 10_000, heardAtMs: NOON + 1 });
    await confirmVerifier(store.db, { id, applied: 8 });
    expect(await find(id)).toMatchObject({ generation: 2, applied: 8 });
  });

  it("are fenced only if nothing was heard of them since they were seen", async () => {
    const { id } = await register();
    await extend(id, 0);
    await fenceVerifier(store.db, { id, generation: 0 });
    expect(await find(id)).toBeDefined();
    await fenceVerifier(store.db, { id, generation: 1 });
    expect(await find(id)).toBeUndefined();
    expect(await extend(id, 0)).toBe(false);
  });

  it("are gone once they are deleted", async () => {
    const { id } = await register();
    await deleteVerifier(store.db, id);
    expect(await extend(id, 0)).toBe(false);
  });

  it("can hold rights of their own project only, but servers of every one", async () => {
    const other = await addTenant(store.db);
    const [here, there, server] = [
      await register(),
      await register({ projectId: other.projectId }),
      await register({ projectId: null, mode: null }),
    ];
    const { verifiers } = await readVerifiers(store.db, [other.projectId]);
    const ids = verifiers.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([there.id, server.id]));
    expect(ids).not.toContain(here.id);
  });

  it("are told the news of one project, and servers those of all", async () => {
    const other = await addTenant(store.db);
    const since = await currentRevision(store.db);
    const here = { projectId: store.projectId, kind: "holder", ref: "here" } as const;
    const there = { projectId: other.projectId, kind: "holder", ref: "there" } as const;
    await inChange(store.db, (trx) => logChanges(trx, [here]));
    await inChange(store.db, (trx) => logChanges(trx, [there]));
    const revision = since + 2;
    expect(await readNews(store.projectId, store.db, since)).toEqual({ revision, changes: [here] });
    expect(await readNews(undefined, store.db, since)).toEqual({ revision, changes: [here, there] });
    expect(await readNews(undefined, store.db, revision)).toEqual({ revision, changes: [] });
    expect(await readNews(undefined, store.db, revision + 1)).toEqual({ revision, changes: null });
  });
});
