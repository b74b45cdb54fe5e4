import { execFile } from "node:child_process";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createVerifier, TokenhouseError } from "@tokenhouse/sdk";
import type { Reply } from "./stand-in.ts";
import { answer, denied, freshToken, startStandIn, VALID } from "./stand-in.ts";

const token = freshToken();

async function startVerifier() {
  const standIn = await startStandIn();
  const verifier = await createVerifier({ url: standIn.url, token, timeoutMs: 12_345 });
  standIn.questions.length = 0;
  return { standIn, verifier };
}

/** Puts the end of the verifier's patience into the test's hands. */
function holdTimeout() {
  const patience = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal);
  onTestFinished(() => timeout.mockRestore());
  return { patience, timeout };
}

function problem(status: number, code: string) {
  return { type: `urn:tokenhouse:problem:${code}`, title: "A title", status, code, detail: "A detail" };
}

describe("createVerifier", () => {
  it("registers under the name of its host and process, for memory unless told otherwise", async () => {
    const standIn = await startStandIn();
    standIn.register = answer(403, problem(403, "forbidden"));
    await rejection(createVerifier({ url: standIn.url, token }));
    await rejection(createVerifier({ url: standIn.url, token, name: "orders api", mode: "mirror" }));
    expect(standIn.questions.map(({ body }) => body)).toEqual([
      { name: `${hostname()}:${process.pid}`, mode: "memory" },
      { name: "orders api", mode: "mirror" },
    ]);
  });

  it("proves itself to a server without leases by having it check its own token", async () => {
    const standIn = await startStandIn();
    await createVerifier({ url: `${standIn.url}/`, token });
    expect(standIn.questions.slice(1)).toEqual([
      { method: "POST", path: "/v1/verify", authorization: `Bearer ${token}`, body: { token } },
    ]);
  });

  it("starts with a token that is bound to other addresses than the one nobody named", async () => {
    const standIn = await startStandIn();
    standIn.reply = answer(200, denied("ip_refused"));
    await expect(createVerifier({ url: standIn.url, token })).resolves.toBeDefined();
  });

  it("rejects with network, naming the server, when nobody listens", async () => {
    const standIn = await startStandIn();
    standIn.stop();
    const error = await rejection(createVerifier({ url: standIn.url, token }));
    expect(error).toMatchObject({ code: "network", status: 0 });
    expect(error.message).toContain(standIn.url);
  });

  it.each([
    [401, "invalid_token"],
    [403, "insufficient_scope"],
    [403, "forbidden"],
  ])("rejects with the server's %d %s, and says whose token is meant", async (status, code) => {
    const standIn = await startStandIn();
    standIn.reply = answer(status, problem(status, code));
    const error = await rejection(createVerifier({ url: standIn.url, token }));
    expect(error).toMatchObject({ status, code });
    expect(error.message).toMatch(/^The token given to createVerifier .* tokens:verify.*: A detail$/);
    expect(error.message).not.toContain(token);
  });

  it.each(["", "localhost:4980", "127.0.0.1", "ftp://127.0.0.1"])(
    "rejects «%s» as an address",
    async (url) => {
      await expect(createVerifier({ url, token })).rejects.toThrow(`«${url}»`);
    },
  );

  it("rejects when something else than Tokenhouse answers", async () => {
    const standIn = await startStandIn();
    standIn.reply = answer(200, "<h1>It works!</h1>");
    const error = await rejection(createVerifier({ url: standIn.url, token }));
    expect(error).toMatchObject({ code: "network" });
  });
});

describe("verify", () => {
  it("asks the server with the value, the scopes and the address, and hands on its verdict", async () => {
    const { standIn, verifier } = await startVerifier();
    const value = freshToken();
    const scopes = ["orders:read", "orders:write"];
    expect(await verifier.verify(value, { scopes, ip: "192.0.2.7" })).toEqual(VALID);
    expect(standIn.questions.map(({ body }) => body)).toEqual([{ token: value, scopes, ip: "192.0.2.7" }]);
  });

  it.each([
    "not_found",
    "expired",
    "revoked",
    "holder_inactive",
    "not_allowed_to_use",
    "tokens_disabled",
    "insufficient_scope",
    "ip_refused",
    "rate_limited",
  ])("resolves with the refusal %s", async (code) => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = answer(200, denied(code));
    expect(await verifier.verify(freshToken())).toEqual(denied(code));
  });

  it("asks anew every time, so that a revocation is honoured on the very next check", async () => {
    const { standIn, verifier } = await startVerifier();
    const value = freshToken();
    expect(await verifier.verify(value)).toMatchObject({ valid: true });
    standIn.reply = answer(200, denied("revoked"));
    expect(await verifier.verify(value)).toMatchObject({ valid: false, code: "revoked" });
    standIn.reply = answer(200, VALID);
    expect(await verifier.verify(value)).toMatchObject({ valid: true });
  });

  it.each([
    ["::ffff:192.0.2.7", "::ffff:192.0.2.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["unknown", undefined],
    ["192.0.2.7:8080", undefined],
    ["", undefined],
  ])("sends the address «%s» as %s", async (ip, sent) => {
    const { standIn, verifier } = await startVerifier();
    await verifier.verify(freshToken(), { ip });
    expect(standIn.questions[0]?.body).toEqual({
      token: expect.any(String) as string,
      ...(sent && { ip: sent }),
    });
  });

  it("refuses a malformed value without asking, at the newest revision it knows of", async () => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = answer(200, denied("not_found"));
    await verifier.verify(freshToken());
    standIn.questions.length = 0;
    const malformed = { valid: false, code: "malformed", denialId: null, revision: 42 };
    expect(await verifier.verify(`${freshToken()} `)).toEqual(malformed);
    expect(verifier.peek("not a token")).toEqual(malformed);
    expect(standIn.questions).toEqual([]);
  });
});

describe("peek", () => {
  it("cannot answer for a well-formed value, not even for one that was just checked", async () => {
    const { standIn, verifier } = await startVerifier();
    const value = freshToken();
    await verifier.verify(value);
    expect(verifier.peek(value)).toBeUndefined();
    expect(standIn.questions).toHaveLength(1);
  });
});

describe("a server that gives no verdict makes verify reject, never refuse or accept:", () => {
  it("gone after the start", async () => {
    const { standIn, verifier } = await startVerifier();
    standIn.stop();
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "network", status: 0 });
  });

  it("silent beyond the timeout", async () => {
    const { standIn, verifier } = await startVerifier();
    const { patience, timeout } = holdTimeout();
    standIn.reply = () => patience.abort();
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "network" });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(12_345);
  });

  it("silent in the middle of its answer", async () => {
    const { standIn, verifier } = await startVerifier();
    const { patience } = holdTimeout();
    standIn.reply = (response) =>
      response.writeHead(200).write(JSON.stringify(VALID).slice(0, -1), () => patience.abort());
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "network" });
  });

  it("cut off in the middle of its answer", async () => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = (response) =>
      response.writeHead(200, { "content-length": "999" }).write("{", () => response.destroy());
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "network" });
  });

  it.each([
    [500, "internal_error"],
    [503, "unavailable"],
    [401, "invalid_token"],
    [403, "insufficient_scope"],
    [429, "rate_limited"],
    [400, "invalid_request"],
  ])("%d with the problem %s", async (status, code) => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = answer(status, problem(status, code), { "retry-after": "7" });
    const error = await rejection(verifier.verify(freshToken()));
    expect(error).toMatchObject({ status, code, retryAfterSeconds: 7 });
  });

  it.each([500, 502, 503])("%d with a page of some proxy", async (status) => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = answer(status, "<html>Bad gateway</html>");
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "network" });
  });

  it.each([
    "",
    "<html>",
    "null",
    "true",
    "[]",
    "{}",
    '{"valid":true}',
    JSON.stringify({ ...VALID, valid: "true" }),
    JSON.stringify({ ...VALID, code: "revoked" }),
    JSON.stringify({ ...VALID, token: null }),
    JSON.stringify({ ...VALID, holder: "Ada" }),
    JSON.stringify({ ...VALID, project: undefined }),
    JSON.stringify({ ...VALID, revision: "41" }),
    JSON.stringify({ ...denied("revoked"), code: "valid" }),
    JSON.stringify([VALID]),
    JSON.stringify(VALID).slice(0, -1),
  ])("200 with %s", async (body) => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = answer(200, body);
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "network" });
  });

  it("but answers again as soon as the server does", async () => {
    const { standIn, verifier } = await startVerifier();
    standIn.reply = answer(503, problem(503, "unavailable"));
    await rejection(verifier.verify(freshToken()));
    standIn.reply = answer(200, VALID);
    expect(await verifier.verify(freshToken())).toEqual(VALID);
  });
});

describe("a process with a verifier", () => {
  it("ends when it has nothing else to do, without waiting for the renewal that the server holds", async () => {
    const standIn = await startStandIn();
    standIn.register = answer(201, { id: "v1", leaseMs: 60_000, marginMs: 100, revision: 41 });
    const renewals: Reply[] = [];
    standIn.reply = (response) => {
      const path = standIn.questions.at(-1)?.path ?? "";
      if (path.endsWith("/lease")) renewals.push(standIn.reply);
      if (path.endsWith("/verify")) return answer(200, { verdict: VALID, grant: null })(response);
      if (renewals.length === 1) answer(200, { revision: 41, changes: [], grants: [] })(response);
    };
    const script = `
      import { createVerifier } from "@tokenhouse/sdk";
      const verifier = await createVerifier({ url: "${standIn.url}", token: "${token}" });
      for (let time = 0; time < 3; time++) console.log((await verifier.verify("${freshToken()}")).code);
    `;
    const options = ["--conditions=tokenhouse-source", "--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: import.meta.dirname });
    expect(stdout).toBe("valid\nvalid\nvalid\n");
    expect(renewals).toHaveLength(2);
  });
});

describe("close", () => {
  it("waits for the checks under way", async () => {
    const { standIn, verifier } = await startVerifier();
    const release: (() => void)[] = [];
    standIn.reply = (response) => release.push(() => answer(200, VALID)(response));
    const check = verifier.verify(freshToken());
    await vi.waitUntil(() => release.length === 1);
    const closed = vi.fn<() => void>();
    const closing = verifier.close().then(closed);
    await new Promise(setImmediate);
    expect(closed).not.toHaveBeenCalled();
    release[0]?.();
    await closing;
    expect(await check).toEqual(VALID);
  });

  it("takes no more checks and lets nothing through afterwards", async () => {
    const { standIn, verifier } = await startVerifier();
    await verifier.close();
    expect(await rejection(verifier.verify(freshToken()))).toMatchObject({ code: "unavailable" });
    expect(standIn.questions).toEqual([]);
  });
});

async function rejection(promise: Promise<unknown>): Promise<TokenhouseError> {
  const error: unknown = await promise.then(
    (value) => expect.fail(`resolved with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(TokenhouseError);
  return error as TokenhouseError;
}
