import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { token as tokenSchema } from "../../src/contract/tokens.ts";
import { DAY_MS, LIMITS } from "../../src/core/limits.ts";
import { WEBHOOK_EVENTS } from "../../src/core/webhook.ts";
import { tellOfExpiry } from "../../src/jobs/tell-of-expiry.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import { addTeam } from "../team.ts";
import type { WebhookWorld } from "./webhook-world.ts";
import { startWebhookWorld, taken } from "./webhook-world.ts";

/* Somebody elsewhere learns what happens to tokens, can tell that it is from here, and gets nothing that opens anything. */

let world: WebhookWorld;

beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.clock.nowMs = NOON;
  world.receiver.received.splice(0);
  world.receiver.answer.by = taken;
  world.said();
});
afterEach(async () => {
  for (const table of ["webhooks", "tokens"] as const) await world.service.db.deleteFrom(table).execute();
});

const owner = () => world.owner.session;
/** What was told, by what it is of. */
const told = () => world.receiver.received.map(({ body }): Record<string, any> => JSON.parse(body)); // oxlint-disable-line typescript/no-explicit-any -- every use is an assertion
const events = () => told().map(({ type }) => type);
const deliveriesOf = async (id: string) => (await world.call("listDeliveries", owner(), { id })).body.items;

/** As Standard Webhooks' own library does it, but for the clock, which is the test's. */
function verify(secret: string, { headers, body }: WebhookWorld["receiver"]["received"][number]): unknown {
  const at = Number(headers["webhook-timestamp"]);
  expect(at).toBe(Math.floor(world.clock.nowMs / 1000));
  const checker = new Webhook(secret);
  const signature = checker.sign(String(headers["webhook-id"]), new Date(at * 1000), body);
  expect(String(headers["webhook-signature"]).split(" ")).toContain(signature);
  return JSON.parse(body);
}

describe("the life of a token", () => {
  test("is told, each change with the token as the API shows it and the project", async () => {
    const { secret } = await world.add(WEBHOOK_EVENTS);
    const { id, value } = await mint(world, owner(), { name: "ci", scopes: ["orders:read"] });
    const rotated = await world.call("rotateToken", owner(), { id, body: { overlapSeconds: 60 } });
    await world.call("revokeToken", owner(), { id, body: { reason: "left" } });
    await world.call("restoreToken", owner(), { id });
    await world.call("deleteToken", owner(), { id });
    await world.send();
    expect(events()).toEqual([
      "token.created",
      "token.rotated",
      "token.revoked",
      "token.restored",
      "token.deleted",
    ]);
    for (const request of world.receiver.received) expect(verify(secret, request)).toBeTruthy();
    for (const [n, news] of told().entries()) {
      const { token, project, ...about } = news;
      expect(tokenSchema.strict().parse(token)).toEqual(token);
      expect(Object.keys(about).toSorted()).toEqual(["id", "timestamp", "type"]);
      expect(project).toEqual({ id: world.projectId, slug: "main", name: "main" });
      expect(about["timestamp"]).toBe(new Date(NOON).toISOString());
      expect(about["id"]).toBe(world.receiver.received[n]?.headers["webhook-id"]);
      const secrets = [secret, value.slice(17), String(rotated.body.value).slice(17)];
      for (const one of secrets) expect(JSON.stringify(news)).not.toContain(one);
    }
    expect(told().map(({ token }) => [token.status, token.version, token.revokeReason])).toEqual([
      ["active", 1, null],
      ["active", 2, null],
      ["revoked", 2, "left"],
      ["active", 2, null],
      ["active", 2, null],
    ]);
  });

  test("is told at its end, and before", async () => {
    const { secret } = await world.add(["token.expiring", "token.expired"]);
    const { id } = await mint(world, owner(), { lifetimeDays: 60 });
    const job = tellOfExpiry({ url: () => world.url, mails: false });
    for (const days of [29, 30, 31, 53, 59, 60, 60.5]) {
      const nowMs = NOON + days * DAY_MS;
      await job.work(world.service.db, { nowMs, signal: new AbortController().signal });
      world.clock.nowMs = nowMs;
      await world.send();
    }
    expect(told().map(({ type, days, token }) => [type, days, token.id, token.status])).toEqual([
      ["token.expiring", 30, id, "active"],
      ["token.expiring", 7, id, "active"],
      ["token.expiring", 1, id, "active"],
      ["token.expired", undefined, id, "expired"],
    ]);
    world.clock.nowMs = NOON + 60 * DAY_MS;
    const last = world.receiver.received[3];
    if (last) verify(secret, last);
  });

  test("is told as well where somebody else ends it", async () => {
    const account = await addServiceAccount(world, owner(), { name: "machine", role: "member" });
    await mint(world, owner(), { serviceAccount: account });
    await mint(world, owner());
    await world.add(["token.revoked", "token.deleted"]);
    const body = { active: false, revokeTokens: true };
    await world.call("changeServiceAccount", owner(), { id: account, body });
    await world.call("removeServiceAccount", owner(), { id: account });
    await world.send();
    expect(events()).toEqual(["token.revoked", "token.deleted"]);
  });

  test("is told to each webhook that wants to know, and to none of another project", async () => {
    const other = await addTeam(world, "other");
    await world.add(["token.created"], "/both");
    await world.add(["token.created", "token.deleted"], "/too");
    await world.add(["token.deleted"], "/neither");
    await world.add(["token.created"], "/elsewhere", { ...other.owner.session, project: "other" });
    await mint(world, owner());
    await world.send();
    expect(world.receiver.received.map(({ path }) => path).toSorted()).toEqual(["/both", "/too"]);
    expect(new Set(told().map(({ id }) => id)).size).toBe(2);
  });

  test("is not told where the change was refused", async () => {
    await world.add(["token.created"]);
    await mint(world, owner(), { name: "taken" });
    const body = { name: "taken", lifetimeDays: 1 };
    expect((await world.call("createToken", owner(), { body })).status).toBe(409);
    await world.send();
    expect(events()).toEqual(["token.created"]);
  });
});

describe("a delivery", () => {
  test("that is not taken is tried again under the same id, and the list tells of each try", async () => {
    const { id, secret } = await world.add(["token.created"]);
    await mint(world, owner());
    world.receiver.answer.by = (reply) => void reply.writeHead(500).end("no");
    await world.send();
    expect((await deliveriesOf(id))[0]).toMatchObject({
      event: "token.created",
      status: "waiting",
      nextTryAt: new Date(NOON + 10_000).toISOString(),
      tries: [{ at: new Date(NOON).toISOString(), status: 500, error: "not_taken" }],
    });
    world.receiver.answer.by = taken;
    world.clock.nowMs += 10_000;
    await world.send();
    const [first, second] = world.receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.headers["webhook-signature"]).not.toBe(first?.headers["webhook-signature"]);
    if (second) verify(secret, second);
    const [delivery] = await deliveriesOf(id);
    expect(delivery).toMatchObject({ status: "delivered", nextTryAt: null });
    expect(delivery.tries).toMatchObject([{ error: "not_taken" }, { status: 204, error: null }]);
  });

  test("that is never taken is given up after seven tries, in the list and in the log", async () => {
    const { id } = await world.add(["token.created"]);
    await mint(world, owner());
    world.receiver.answer.by = (reply) => void reply.writeHead(410).end();
    for (let n = 0; n < 10; n++) {
      await world.send();
      world.clock.nowMs += DAY_MS;
    }
    expect(world.receiver.received).toHaveLength(7);
    world.clock.nowMs = NOON;
    expect((await deliveriesOf(id))[0]).toMatchObject({ status: "given_up", nextTryAt: null });
    const said = world.said();
    expect(said.map(({ msg }) => msg)).toEqual([
      ...Array(6).fill("a delivery is tried again"),
      "a delivery is given up",
    ]);
    expect(said.at(-1)).toMatchObject({
      webhook: id,
      event: "token.created",
      reason: "not_taken",
      status: 410,
    });
  });

  test("to an address that was changed meanwhile goes to the new one; of one that was removed nothing is sent", async () => {
    const { id } = await world.add(["token.created"], "/old");
    await mint(world, owner());
    const body = { url: `${world.receiver.url}/new`, name: "Another" };
    expect((await world.call("changeWebhook", owner(), { id, body })).body.webhook).toMatchObject(body);
    await world.send();
    expect(world.receiver.received.map(({ path }) => path)).toEqual(["/new"]);
    await mint(world, owner());
    await world.call("removeWebhook", owner(), { id });
    await world.send();
    expect(world.receiver.received).toHaveLength(1);
    expect((await world.call("listDeliveries", owner(), { id })).status).toBe(404);
  });

  test("for a test says nothing of any token, and is listed at once", async () => {
    const { id, secret } = await world.add(["token.expired"]);
    const { status, body } = await world.call("testWebhook", owner(), { id });
    expect([status, body.delivery.status, body.delivery.tries]).toEqual([201, "waiting", []]);
    await world.send();
    const [request] = world.receiver.received;
    const { type, project } = (request && verify(secret, request)) as Record<string, unknown>;
    expect([type, Object.keys(project as object)]).toEqual(["webhook.test", ["id", "slug", "name"]]);
    expect(told()[0]?.["token"]).toBeUndefined();
    expect((await deliveriesOf(id))[0]).toMatchObject({ id: body.delivery.id, status: "delivered" });
  });

  test("is found page by page, newest first", async () => {
    const { id } = await world.add(["token.created"]);
    for (let n = 0; n < 3; n++) {
      world.clock.nowMs = NOON + n;
      await mint(world, owner(), { name: `ci ${n}` });
    }
    const pages: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: Record<string, string> = { limit: "1", ...(cursor && { cursor }) };
      const { body } = await world.call("listDeliveries", owner(), { id, query });
      expect(body.total).toBe(3);
      pages.push(...body.items.map(({ createdAt }: { createdAt: string }) => createdAt));
      cursor = body.nextCursor;
    }
    expect(pages).toEqual([2, 1, 0].map((ms) => new Date(NOON + ms).toISOString()));
  });
});

describe("a secret", () => {
  test("is shown once, in the form of Standard Webhooks, and in no other answer", async () => {
    const { id, secret } = await world.add(["token.created"]);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const replies = [
      await world.call("getWebhook", owner(), { id }),
      await world.call("listWebhooks", owner()),
      await world.call("listDeliveries", owner(), { id }),
      await world.call("changeWebhook", owner(), { id, body: { name: "Another" } }),
      await world.call("testWebhook", owner(), { id }),
      await world.call("exportAuditJson", owner()),
      await world.call("exportAuditCsv", owner()),
    ];
    for (const { status, text } of replies) {
      expect(status).toBeLessThan(300);
      for (const one of [secret, secret.slice(6), "secret"]) expect(text).not.toContain(one);
    }
  });

  test("that is changed signs at once, beside the one before for a day, and then alone", async () => {
    const { id, secret: before } = await world.add(["token.created"]);
    const { body } = await world.call("rotateWebhookSecret", owner(), { id });
    const after = String(body.secret);
    expect(after).not.toBe(before);
    const check = async (name: string, secrets: string[]) => {
      await mint(world, owner(), { name });
      await world.send();
      const request = world.receiver.received.at(-1);
      expect(String(request?.headers["webhook-signature"]).split(" ")).toHaveLength(secrets.length);
      for (const secret of secrets) if (request) verify(secret, request);
    };
    await check("now", [after, before]);
    world.clock.nowMs += LIMITS.webhookSecretOverlapSeconds * 1000 - 1;
    await check("just before", [after, before]);
    world.clock.nowMs += 1;
    await check("after", [after]);
  });

  test("of another webhook, and a body that was changed, do not fit", async () => {
    const [{ secret }, other] = [await world.add(["token.created"]), await world.add(["token.deleted"])];
    await mint(world, owner());
    await world.send();
    const [request] = world.receiver.received;
    if (!request) throw new Error("Something was to be told");
    expect(() => verify(other.secret, request)).toThrow("to include");
    expect(() => verify(secret, { ...request, body: request.body.replace("active", "revoked") })).toThrow(
      "to include",
    );
    expect(() => verify(secret, request)).not.toThrow();
  });
});

describe("who may", () => {
  const body = { url: "https://example.com/x", events: ["token.created"] };

  test("keep webhooks: the owner; see them: administrators, too; members neither", async () => {
    const { id } = await world.add(["token.created"]);
    for (const [role, reads, writes] of [
      ["owner", 200, 201],
      ["admin", 200, 403],
      ["member", 403, 403],
    ] as const) {
      const { session } = world[role];
      expect((await world.call("listWebhooks", session)).status).toBe(reads);
      expect((await world.call("getWebhook", session, { id })).status).toBe(reads);
      expect((await world.call("listDeliveries", session, { id })).status).toBe(reads);
      expect((await world.call("addWebhook", session, { body })).status).toBe(writes);
      expect((await world.call("testWebhook", session, { id })).status).toBe(writes);
      expect((await world.call("rotateWebhookSecret", session, { id })).status).toBe(writes);
    }
  });

  test("nobody has more than some", async () => {
    for (let n = 0; n < LIMITS.webhooksPerProject; n++) await world.add(["token.created"]);
    const { status, body: refusal } = await world.call("addWebhook", owner(), { body });
    expect([status, refusal.detail]).toEqual([400, "A project has at most 20 webhooks"]);
  });

  test("every change stands in the audit log, without the path that may be a secret", async () => {
    const { id } = await world.add(["token.created"], "/services/T00/B00/hidden");
    await world.call("changeWebhook", owner(), { id, body: { events: ["token.expired"] } });
    await world.call("rotateWebhookSecret", owner(), { id });
    await world.call("removeWebhook", owner(), { id });
    const { body: log, text } = await world.call("listAuditEvents", owner(), { query: { event: "webhook", limit: "4" } }); // prettier-ignore
    expect(log.items.map(({ event }: { event: string }) => event)).toEqual([
      "webhook.removed",
      "webhook.secret_rotated",
      "webhook.changed",
      "webhook.added",
    ]);
    expect(log.items[2].detail).toEqual({
      webhook: id,
      name: new URL(world.receiver.url).host,
      before: { name: new URL(world.receiver.url).host, url: world.receiver.url, events: ["token.created"] },
      after: { name: new URL(world.receiver.url).host, url: world.receiver.url, events: ["token.expired"] },
    });
    expect(text).not.toContain("hidden");
  });
});
