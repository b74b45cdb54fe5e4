import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepSealing, keepWitnessed } from "../../src/jobs/keep-sealing.ts";
import type { Repeated } from "../../src/jobs/repeat.ts";
import { openWitness } from "../../src/jobs/witness.ts";
import type { Head } from "../../src/seal/checkpoint.ts";
import { insertAuditEvent } from "../../src/storage/audit.ts";
import {
  findLogSize,
  listUnsealedLogs,
  listUnwitnessedLogs,
  sealLog,
  TreeDamagedError,
} from "../../src/storage/audit-tree.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { NOON, openStore } from "./store.ts";

describe.each(databases)("the sealed log in $name", ({ create }) => {
  let store: Store;
  let running: Repeated[];
  beforeEach(async () => {
    store = await openStore(await create());
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ close }) => close()));
    await store.close();
  });

  const onError = (error: unknown) => {
    throw error;
  };

  async function happen(projectId: string | null, count = 1): Promise<void> {
    for (let n = 0; n < count; n++) {
      await insertAuditEvent(projectId, store.db, {
        at: NOON,
        event: "sign_in",
        revision: null,
        tokenId: null,
        actor: { type: "unknown", id: null, name: "" },
        origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: randomUUID() },
        detail: {},
      });
    }
  }

  it("seals what happens, in each project and in none, whoever of several is first", async () => {
    await happen(store.projectId, 250);
    running = [1, 2, 3].map(() => keepSealing(store.db, { everyMs: 5, onError }));
    await happen(null, 3);
    await expect.poll(() => findLogSize(store.projectId, store.db)).toBe(250);
    await expect.poll(() => findLogSize("installation", store.db)).toBe(3);
    expect(await listUnsealedLogs(store.db)).toEqual([]);
  });

  it("goes on with every other log where one is damaged, and tells of it", async () => {
    await happen(store.projectId);
    await sealLog(store.projectId, store.db);
    await store.db.deleteFrom("audit_nodes").execute();
    await happen(store.projectId);
    await happen(null, 2);
    const errors: unknown[] = [];
    const told: Head[] = [];
    const options = { everyMs: 5, onError: (error: unknown) => void errors.push(error) };
    running = [
      keepSealing(store.db, options),
      keepWitnessed(store.db, { ...options, tell: async (head) => void told.push(head) }),
    ];
    await expect
      .poll(() => told.map(({ origin, size }) => [origin, size]))
      .toEqual([["tokenhouse/audit/installation", 2]]);
    expect(errors).toContainEqual(expect.any(TreeDamagedError));
  });

  it("tells the witness each newest head until it has it, and then no more", async () => {
    const told: Head[] = [];
    let isThere = false;
    running = [
      keepSealing(store.db, { everyMs: 5, onError }),
      keepWitnessed(store.db, {
        everyMs: 5,
        async tell(head) {
          told.push(head);
          if (!isThere) throw new Error("not there");
        },
        onError: () => undefined,
      }),
    ];
    await happen(store.projectId, 2);
    await expect.poll(() => told.filter(({ size }) => size === 2).length).toBeGreaterThan(2);
    isThere = true;
    await expect.poll(() => listUnwitnessedLogs(store.db)).toEqual([]);
    const { length } = told;
    await happen(store.projectId);
    await expect.poll(() => told.length).toBeGreaterThan(length);
    expect(told.slice(length)).toEqual([
      { origin: `tokenhouse/audit/${store.projectId}`, size: 3, rootHash: expect.any(Uint8Array) },
    ]);
  });
});

describe("a witness", () => {
  it("that is a file gets a line for each head, behind those it has", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tokenhouse-witness-"));
    const file = join(folder, "heads");
    for (const checkpoint of ["first\n", "second\n"]) await openWitness(pathToFileURL(file))(checkpoint);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).checkpoint)).toEqual(["first\n", "second\n"]);
    rmSync(folder, { recursive: true });
  });

  it("that is a web hook gets each head by POST, and has it when it has said so (B-41)", async () => {
    const bodies: string[] = [];
    let status = 204;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        bodies.push(
          `${request.method} ${request.headers["content-type"]} ${Buffer.concat(chunks).toString()}`,
        );
        response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/heads`);
    const tell = openWitness(url);
    await tell("a head\n");
    expect(bodies[0]).toMatch(/^POST application\/json \{"at":"\d{4}-[^"]+Z","checkpoint":"a head\\n"\}$/);
    for (status of [500, 404]) await expect(tell("a head\n")).rejects.toThrow(`answered with ${status}`);
    status = 302;
    await expect(tell("a head\n")).rejects.toThrow("fetch failed");
    expect(bodies.length).toBe(4);
    server.close();
  });

  it("that is a web hook is given up when it does not answer, and not read for ever when it does (B-41)", async () => {
    const ended: Promise<unknown>[] = [];
    let says = "nothing";
    const server = createServer((_request, response) => {
      ended.push(once(response, "close"));
      if (says === "nothing") return;
      const pour = () => {
        while (response.write("x".repeat(65_536)));
      };
      response.writeHead(200).on("drain", pour);
      pour();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/heads`);
    await expect(openWitness(url, 50)("a head\n")).rejects.toThrow("timeout");
    says = "more and more";
    await openWitness(url)("a head\n");
    await Promise.all(ended);
    server.close();
  });
});
