import { randomUUID } from "node:crypto";
import { createQueryId } from "kysely";
import type { KyselyPlugin, RootOperationNode } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Db } from "../../src/storage/open.ts";
import { findValues } from "../../src/storage/token-records.ts";
import { findTokenIds } from "../../src/storage/tokens.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { addTokens, openStore, tokenFor } from "./store.ts";

const MANY = 500;

/* Without statistics SQLite takes a condition on the project for one that leaves little, and walks all of its tokens. */
describe.each(databases.filter(({ name }) => name === "sqlite"))(
  "of a project's tokens in $name",
  ({ create }) => {
    let store: Store;
    beforeAll(async () => {
      store = await openStore(await create());
      await addTokens(store.db, [tokenFor(store)]);
    });
    afterAll(() => store.close());

    /** How the database goes about the statements that `work` makes: a line for each table. */
    async function plansOf(work: (db: Db) => Promise<unknown>): Promise<string[]> {
      const nodes: RootOperationNode[] = [];
      const noting: KyselyPlugin = {
        transformQuery: ({ node }) => (nodes.push(node), node),
        transformResult: ({ result }) => Promise.resolve(result),
      };
      await work(store.db.withPlugin(noting));
      const lines: string[] = [];
      for (const node of nodes) {
        const query = store.db.getExecutor().compileQuery(node, createQueryId());
        const { rows } = await store.db.executeQuery<{ detail: string }>({
          ...query,
          sql: `explain query plan ${query.sql}`,
        });
        lines.push(...rows.map(({ detail }) => detail));
      }
      return lines;
    }

    it("many that are named are looked up by their ids", async () => {
      const ids = Array.from({ length: MANY }, () => randomUUID());
      const plans = await plansOf((db) => findTokenIds(store.projectId, db, ids));
      expect(plans).toContain("SEARCH tokens USING INDEX sqlite_autoindex_tokens_1 (id=?)");
    });

    it("many whose values are named are looked up by those", async () => {
      const digests = Array.from({ length: MANY }, (_, n) => n.toString(16).padStart(64, "0"));
      const plans = await plansOf((db) =>
        findValues(store.projectId, db, { digests, holders: [], limit: MANY }),
      );
      expect(plans.slice(0, 2)).toEqual([
        "SEARCH v USING INDEX sqlite_autoindex_token_versions_1 (digest=?)",
        "SEARCH t USING INDEX sqlite_autoindex_tokens_1 (id=?)",
      ]);
    });
  },
);
