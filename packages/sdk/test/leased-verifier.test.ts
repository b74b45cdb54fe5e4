import { describe, expect, it } from "vitest";
import { digestToken } from "@tokenhouse/sdk";
import type { Grant } from "@tokenhouse/sdk/memory";
import { grantOf, idOf } from "./grants.ts";
import type { GrantPage } from "../src/verifier/server.ts";
import { createScript, notFound, REVISION, settle, unavailable, verdictOf } from "./scripted-server.ts";
import { freshToken } from "./stand-in.ts";

/** A verifier that holds one good token. */
async function startHolding(changes: Parameters<typeof grantOf>[1] = {}) {
  const script = createScript();
  const value = freshToken();
  const grant = grantOf(value, changes);
  script.grants.set(grant.digest, grant);
  const verifier = await script.open();
  await verifier.verify(value);
  script.calls.length = 0;
  return { script, verifier, value, grant };
}

describe("while the lease is held", () => {
  it("a token that was checked is answered from memory, as the server answered it", async () => {
    const { script, verifier, value, grant } = await startHolding();
    expect(verifier.peek(value)).toEqual(verdictOf(grant));
    expect(await verifier.verify(value, { scopes: ["orders:read"] })).toEqual(verdictOf(grant));
    expect(script.calls).toEqual([]);
  });

  it.each([
    ["insufficient_scope", {}, { scopes: ["orders:write"] }],
    ["ip_refused", { ipAllowList: ["10.0.0.0/8"] }, { ip: "192.0.2.1" }],
    ["rate_limited", { rateLimit: { requests: 1, windowSeconds: 60 } }, {}],
  ])("a held token is refused from memory too: %s", async (code, changes, options) => {
    const { script, verifier, value } = await startHolding(changes);
    await verifier.verify(value, options);
    expect(await verifier.verify(value, options)).toMatchObject({ valid: false, code });
    expect(script.calls).toEqual([]);
  });

  it("an address with a zone is judged without it", async () => {
    const { verifier, value } = await startHolding({ ipAllowList: ["fe80::/10"] });
    expect(verifier.peek(value, { ip: "fe80::1%eth0" })).toMatchObject({ valid: true });
  });

  it.each([[[]], [["Orders"]], [["orders:read", "orders"]]])(
    "the scopes %j are for the server to refuse, whatever the token may do",
    async (scopes) => {
      const { verifier, value } = await startHolding({ token: { scopes: ["*"] } });
      expect(verifier.peek(value, { scopes })).toBeUndefined();
    },
  );

  it("a change is applied, and then confirmed at once", async () => {
    const { script, verifier, value } = await startHolding();
    await script.tell({ revision: 11, changes: [{ kind: "token", ref: digestToken(value) }] });
    expect(verifier.peek(value)).toBeUndefined();
    expect(script.confirmed.at(-1)).toBe(11);
  });

  it.each([
    ["a holder", [{ kind: "holder" as const, ref: idOf(1) }]],
    ["the project", [{ kind: "project" as const, ref: "any" }]],
    ["more than the server remembers", null],
  ])("a change of %s makes everything forgotten that it concerns", async (_, changes) => {
    const { script, verifier, value } = await startHolding();
    await script.tell({ revision: 11, changes });
    expect(verifier.peek(value)).toBeUndefined();
  });
});

describe("a miss", () => {
  async function startMissing() {
    const script = createScript();
    const value = freshToken();
    const grant = grantOf(value);
    script.grants.set(grant.digest, grant);
    const verifier = await script.open();
    const answers: ((answer: { verdict: ReturnType<typeof verdictOf>; grant: Grant | null }) => void)[] = [];
    script.onFill = () => new Promise((resolve) => answers.push(resolve));
    return { script, verifier, value, grant, answers };
  }

  it("is asked once for all who ask the same at the same time, and each use is counted", async () => {
    const { script, verifier, value, grant, answers } = await startMissing();
    const checks = Array.from({ length: 5 }, () => verifier.verify(value));
    await settle();
    expect(answers).toHaveLength(1);
    answers[0]?.({ verdict: verdictOf(grant), grant });
    expect(await Promise.all(checks)).toEqual(checks.map(() => verdictOf(grant)));
    await verifier.close();
    // The server has counted the one that asked.
    expect(script.reports[0]?.uses).toMatchObject([{ tokenId: grant.token.id, count: 4 }]);
  });

  it("that was answered before a change helps nobody who began after it", async () => {
    const { script, verifier, value, grant, answers } = await startMissing();
    const early = verifier.verify(value);
    await script.tell({ revision: 11, changes: [{ kind: "token", ref: grant.digest }] });
    const late = verifier.verify(value);
    answers[0]?.({ verdict: verdictOf(grant), grant });
    expect(await early).toMatchObject({ valid: true });
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]?.({ verdict: { ...script.refusal, revision: 11 }, grant: null });
    expect(await late).toMatchObject({ valid: false });
    expect(verifier.peek(value)).toBeUndefined();
  });

  it("of a value that is good for something else is held all the same", async () => {
    const { script, verifier, value, grant, answers } = await startMissing();
    const check = verifier.verify(value, { scopes: ["orders:write"] });
    await settle();
    answers[0]?.({ verdict: { ...script.refusal, code: "insufficient_scope" } as never, grant });
    expect(await check).toMatchObject({ code: "insufficient_scope" });
    expect(verifier.peek(value)).toMatchObject({ valid: true });
  });

  it("that brings the grant of another value holds nothing", async () => {
    const { verifier, value, grant, answers } = await startMissing();
    const other = freshToken();
    const check = verifier.verify(value);
    await settle();
    answers[0]?.({ verdict: verdictOf(grant), grant: grantOf(other) });
    await check;
    expect([verifier.peek(value), verifier.peek(other)]).toEqual([undefined, undefined]);
  });

  it("that cannot be answered rejects, and never refuses", async () => {
    const { script, verifier, value } = await startMissing();
    script.time.fault = unavailable();
    await expect(verifier.verify(value)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("without a lease", () => {
  it("nothing is answered from memory, and the server is asked each time", async () => {
    const { script, verifier, value } = await startHolding();
    script.pass(799);
    expect(verifier.peek(value)).toMatchObject({ valid: true });
    script.pass(1);
    expect(verifier.peek(value)).toBeUndefined();
    await verifier.verify(value);
    await verifier.verify(value);
    expect(script.calls).toEqual(["fill", "fill"]);
    script.time.fault = unavailable();
    await expect(verifier.verify(value)).rejects.toMatchObject({ code: "unavailable" });
  });

  it.each([300, -300])("because the time of day was set by %d ms, all is forgotten", async (ms) => {
    const { script, verifier, value } = await startHolding();
    script.time.nowMs += ms;
    expect(verifier.peek(value)).toBeUndefined();
    script.time.nowMs -= ms;
    expect(verifier.peek(value)).toBeUndefined();
  });

  it("because the server knows it no more, it forgets everything and registers anew", async () => {
    const { script, verifier, value } = await startHolding();
    await script.refuseRenewal(notFound());
    expect(verifier.peek(value)).toBeUndefined();
    await script.wake();
    expect(script.calls).toEqual(["register", "renew", "renew"]);
    await verifier.verify(value);
    expect(verifier.peek(value)).toMatchObject({ valid: true });
  });

  it("because the process was stopped for long, the next renewal brings it back, and is not held", async () => {
    const { script, verifier, value } = await startHolding();
    script.pass(5000);
    expect(verifier.peek(value)).toBeUndefined();
    await script.tell({});
    expect(verifier.peek(value)).toMatchObject({ valid: true });
    expect(script.calls).toEqual(["renew"]);
  });

  it("because the time of day was set, the renewal under way is given up for one that is not held", async () => {
    const { script, verifier, value } = await startHolding();
    script.time.nowMs += 300;
    expect(verifier.peek(value)).toBeUndefined();
    await settle();
    await script.wake();
    await verifier.verify(value);
    expect(verifier.peek(value)).toMatchObject({ valid: true });
    expect(script.calls).toEqual(["renew", "fill"]);
  });

  it("because a renewal failed, the next one brings it back, after a pause", async () => {
    const { script, verifier, value } = await startHolding();
    script.pass(500);
    await script.refuseRenewal(unavailable());
    expect(script.calls).toEqual([]);
    await script.wake();
    expect(script.calls).toEqual(["renew"]);
    await script.tell({});
    script.pass(600);
    expect(verifier.peek(value)).toMatchObject({ valid: true });
  });
});

describe("a mirror", () => {
  async function startMirror() {
    const script = createScript();
    const values = Array.from({ length: 3 }, freshToken);
    for (const value of values) script.grants.set(digestToken(value), grantOf(value));
    return { script, values, value: values[0] ?? "" };
  }

  it("holds everything once it is there, and knows of any other value that it is not good", async () => {
    const { script, values } = await startMirror();
    const [first, ...rest] = [...script.grants.values()];
    script.onPage = (cursor) => ({
      items: cursor === undefined && first ? [first] : rest,
      nextCursor: cursor === undefined ? "next" : null,
      revision: REVISION,
    });
    const verifier = await script.open("mirror");
    script.calls.length = 0;
    for (const value of values) expect(await verifier.verify(value)).toMatchObject({ valid: true });
    expect(await verifier.verify(freshToken())).toMatchObject({ code: "not_found", revision: REVISION });
    expect(script.calls).toEqual([]);
    await verifier.close();
    expect(script.reports[0]?.denials).toMatchObject([{ code: "not_found", tokenId: null }]);
  });

  it("takes what has come instead of what it has to forget", async () => {
    const { script, value } = await startMirror();
    const verifier = await script.open("mirror");
    const grant = grantOf(value, { token: { name: "renamed" } });
    const fresh = freshToken();
    const changes = [grant.digest, digestToken(fresh)].map((ref) => ({ kind: "token" as const, ref }));
    await script.tell({ revision: 11, changes, grants: [grant, grantOf(fresh)] });
    expect(verifier.peek(value)).toMatchObject({ valid: true, token: { name: "renamed" }, revision: 11 });
    expect(verifier.peek(fresh)).toMatchObject({ valid: true });
    await script.tell({ revision: 12, changes: changes.slice(0, 1) });
    expect(verifier.peek(value)).toMatchObject({ code: "not_found" });
  });

  it("that is told of changes while it loads holds what is true after them, and all of it", async () => {
    const { script, values, value } = await startMirror();
    const page = Promise.withResolvers<never>();
    script.onPage = () => page.promise;
    const opening = script.open("mirror");
    await script.tell({ revision: 11, changes: [{ kind: "token", ref: digestToken(value) }] });
    page.resolve({ items: [...script.grants.values()], nextCursor: null, revision: REVISION } as never);
    const verifier = await opening;
    expect(values.map((value) => verifier.peek(value)?.code)).toEqual(["not_found", "valid", "valid"]);
  });

  it("loads everything anew after a change of the project, and asks meanwhile", async () => {
    const { script, value } = await startMirror();
    const verifier = await script.open("mirror");
    script.calls.length = 0;
    const page = Promise.withResolvers<never>();
    script.onPage = () => page.promise;
    await script.tell({ revision: 11, changes: [{ kind: "project", ref: "any" }] });
    expect(verifier.peek(value)).toBeUndefined();
    expect(verifier.peek(freshToken())).toBeUndefined();
    page.resolve({ items: [grantOf(value)], nextCursor: null, revision: 11 } as never);
    await settle();
    expect(verifier.peek(value)).toMatchObject({ valid: true });
    expect(verifier.peek(freshToken())).toMatchObject({ code: "not_found" });
  });

  it("asks for the next page before it takes one in, and for none of a load that was given up", async () => {
    const { script } = await startMirror();
    const verifier = await script.open("mirror");
    const pages: PromiseWithResolvers<GrantPage>[] = [];
    script.onPage = () => (pages[pages.length] = Promise.withResolvers<GrantPage>()).promise;
    script.calls.length = 0;
    const change = { changes: [{ kind: "project" as const, ref: "any" }] };
    await script.tell({ ...change, revision: 11 });
    const [first, second] = [freshToken(), freshToken()];
    pages[0]?.resolve({ items: [grantOf(first)], nextCursor: "next", revision: 11 });
    await settle();
    expect(pages).toHaveLength(2);
    await script.tell({ ...change, revision: 12 });
    pages[1]?.resolve({ items: [grantOf(second)], nextCursor: "further", revision: 12 });
    await settle();
    expect([verifier.peek(first), verifier.peek(second)]).toEqual([undefined, undefined]);
    // The first of the load that goes on.
    expect(pages).toHaveLength(3);
  });

  it("whose load fails at a page that was asked for early loads anew with the next renewal", async () => {
    const { script, value } = await startMirror();
    const verifier = await script.open("mirror");
    script.onPage = (cursor) =>
      cursor === undefined
        ? { items: [grantOf(value)], nextCursor: "next", revision: 11 }
        : Promise.reject(unavailable());
    await script.tell({ revision: 11, changes: null });
    expect(verifier.peek(freshToken())).toBeUndefined();
    script.onPage = () => ({ items: [], nextCursor: null, revision: 12 });
    await script.tell({ revision: 12 });
    expect(verifier.peek(freshToken())).toMatchObject({ code: "not_found" });
  });

  it("without room for everything asks about what it does not hold", async () => {
    const { script } = await startMirror();
    const verifier = await script.open("mirror", 3);
    expect(verifier.peek(freshToken())).toBeUndefined();
  });

  it("does not come to be when it cannot load", async () => {
    const { script } = await startMirror();
    script.onPage = () => Promise.reject(unavailable());
    await expect(script.open("mirror")).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("what was answered from memory", () => {
  it("is reported in a while, with where it was used from, and each refusal under its name", async () => {
    const { script, verifier, value, grant } = await startHolding();
    const origin = { ip: "192.0.2.7", userAgent: "curl/8" };
    for (let time = 0; time < 3; time++) await verifier.verify(value, origin);
    const refused = await verifier.verify(value, { scopes: ["orders:write"] });
    await script.wake();
    const at = script.time.nowMs;
    expect(script.reports).toEqual([
      {
        uses: [{ tokenId: grant.token.id, count: 3, lastUsedAtMs: at, ...origin }],
        denials: [
          {
            denialId: refused.valid ? "" : refused.denialId,
            tokenId: grant.token.id,
            code: "insufficient_scope",
            atMs: at,
          },
        ],
      },
    ]);
  });

  it("is kept while it cannot be sent, and sent once", async () => {
    const { script, verifier, value } = await startHolding();
    await verifier.verify(value);
    script.time.fault = unavailable();
    await script.wake();
    script.time.fault = undefined;
    await verifier.verify(value);
    await script.wake();
    await script.wake();
    expect(script.reports.flatMap(({ uses }) => uses.map(({ count }) => count))).toEqual([1, 1]);
  });
});

describe("close", () => {
  it("reports the last uses and then gives the lease back, and memory answers no more", async () => {
    const { script, verifier, value } = await startHolding();
    await verifier.verify(value);
    await verifier.close();
    expect(script.calls).toEqual(["report", "release"]);
    expect(verifier.peek(value)).toBeUndefined();
    await expect(verifier.verify(value)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("ends also when the server is gone, or never answers", async () => {
    const gone = await startHolding();
    gone.script.time.fault = unavailable();
    await gone.verifier.close();

    const silent = await startHolding();
    silent.script.onFill = () => new Promise(() => undefined);
    void silent.verifier.verify(freshToken());
    const closing = silent.verifier.close();
    await silent.script.wake();
    await closing;
  });
});
