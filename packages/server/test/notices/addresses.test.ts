import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseWebhookUrl } from "../../src/core/webhook.ts";
import { postNews } from "../../src/outbound/webhook.ts";
import { mint, NOON } from "../fixture.ts";
import type { WebhookWorld } from "./webhook-world.ts";
import { startWebhookWorld, taken } from "./webhook-world.ts";

/* The owner of a project chooses where the server sends: never into the network that it stands in. */

const EVENTS = ["token.created"];

describe("an address that is none for a webhook", () => {
  let world: WebhookWorld;
  beforeAll(async () => {
    world = await startWebhookWorld({});
  });
  afterAll(() => world.stop());

  test.each([
    "http://169.254.169.254/latest/meta-data",
    "https://169.254.169.254/",
    "https://[::ffff:169.254.169.254]/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.0.0.1/",
    "https://[fd00::1]/",
    "http://example.com/",
    "http://localhost/",
    "file:///etc/passwd",
    "ftp://example.com/",
    "javascript:alert(1)",
    "//example.com/",
    "example.com",
    "https://",
    "https://me:hunter2@example.com/",
    "https://example.com/#part",
    "https://example.com/\ud800",
    `https://example.com/${"x".repeat(2000)}`,
  ])("B-41: %s is refused when it is to be added, and when one is to be changed to it", async (url) => {
    const { session } = world.owner;
    const good = { url: "https://example.com/", events: EVENTS };
    const { body } = await world.call("addWebhook", session, { body: good });
    const id = String(body.webhook.id);
    const refusals = [
      await world.call("addWebhook", session, { body: { ...good, url } }),
      await world.call("changeWebhook", session, { id, body: { url } }),
    ];
    for (const refusal of refusals) {
      expect([refusal.status, refusal.body.errors[0].path]).toEqual([400, "url"]);
      expect(refusal.text).not.toContain("hunter2");
    }
    await world.call("removeWebhook", session, { id });
  });

  test("B-41: localhost. is found out when its name is resolved, and nothing is said of what it resolves to", async () => {
    const { session } = world.owner;
    const body = { url: `https://localhost.:${new URL(world.receiver.url).port}/`, events: EVENTS };
    const id = String((await world.call("addWebhook", session, { body })).body.webhook.id);
    await mint(world, session);
    await world.send();
    const { body: list, text } = await world.call("listDeliveries", session, { id });
    expect(list.items[0].tries[0].error).toMatch(/^(?:address_refused|no_connection)$/);
    expect(text).not.toMatch(/127\.0\.0\.1|::1|ENOTFOUND/);
    expect(world.receiver.received).toEqual([]);
  });

  test("B-41: one that was allowed once is judged anew each time that something is sent", async () => {
    const { session } = world.owner;
    world.service.webhooksPrivate = true;
    const { id } = await world.add(EVENTS);
    world.service.webhooksPrivate = false;
    await mint(world, session, { name: "later" });
    await world.send();
    const { body } = await world.call("listDeliveries", session, { id });
    expect(body.items[0].tries).toMatchObject([{ status: null, error: "address_refused" }]);
    expect(world.receiver.received).toEqual([]);
  });
});

test.each([
  ["https://10.0.0.1/x", "https://10.0.0.1/x"],
  ["http://127.0.0.1:8080/", "http://127.0.0.1:8080/"],
  ["http://localhost:8080", "http://localhost:8080/"],
])("B-41: %s is one where the operator allows their own network", (text, url) => {
  expect(parseWebhookUrl(text, true)).toBe(url);
  expect(() => parseWebhookUrl(text, false)).toThrow("url: ");
});

test.each(["http://10.0.0.1/", "https://169.254.169.254/", "https://0.0.0.0/"])(
  "B-41: %s is none even there",
  (text) => {
    expect(() => parseWebhookUrl(text, true)).toThrow("url: ");
  },
);

describe("an answer", () => {
  let world: WebhookWorld;
  beforeAll(async () => {
    world = await startWebhookWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.receiver.received.splice(0);
    world.receiver.answer.by = taken;
  });

  const post = (options: { timeoutMs?: number; mostBytes?: number } = {}, url = world.receiver.url) => {
    const news = { url, id: "1", body: "{}", nowMs: NOON, secret: Buffer.from("secret"), before: undefined };
    return postNews(news, new AbortController().signal, { privateToo: true, ...options });
  };

  test.each([200, 201, 202, 204, 299])("of %i is one of having taken it", async (status) => {
    world.receiver.answer.by = (reply) => void reply.writeHead(status).end();
    expect(await post()).toBe(status);
  });

  test.each([301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])("of %i is none", async (status) => {
    world.receiver.answer.by = (reply) => void reply.writeHead(status, { location: "/elsewhere" }).end();
    await expect(post()).rejects.toMatchObject({ message: "not_taken", status, isFinal: false });
  });

  test("B-41: that redirects is not followed", async () => {
    world.receiver.answer.by = (reply) => void reply.writeHead(302, { location: "/elsewhere" }).end();
    await expect(post()).rejects.toThrow("not_taken");
    expect(world.receiver.received.map(({ path }) => path)).toEqual(["/"]);
  });

  test("B-41: that is too long, or never ends, is given up", async () => {
    const endless = (reply: ServerResponse) => {
      const write = () =>
        void (reply.destroyed || reply.write("x".repeat(100), () => void setImmediate(write)));
      write();
    };
    for (const answer of [
      (reply: { end: (text: string) => unknown }) => void reply.end("x".repeat(65 * 1024)),
      endless,
    ]) {
      world.receiver.answer.by = answer;
      await expect(post()).rejects.toThrow("answer_too_long");
    }
  });

  test("B-41: that does not come is waited for no longer than that", async () => {
    world.receiver.answer.by = () => undefined;
    await expect(post({ timeoutMs: 50 })).rejects.toThrow("no_answer_in_time");
  });

  test("B-41: by nobody is told in a word, the rest is for the log", async () => {
    const fault = await post({}, "http://127.0.0.1:1/hidden").catch((error: unknown) => error);
    expect(fault).toMatchObject({ message: "no_connection", status: null });
    expect(String((fault as { detail?: string }).detail)).toMatch(/ECONNREFUSED/);
    expect(String((fault as { detail?: string }).detail)).not.toContain("hidden");
  });
});
