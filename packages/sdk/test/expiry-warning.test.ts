import { createVerifier } from "@tokenhouse/sdk";
import type { ExpiryWarning } from "@tokenhouse/sdk/client";
import { createClient, wordWarning } from "@tokenhouse/sdk/client";
import { afterEach, expect, test, vi } from "vitest";
import { answer, freshToken, startStandIn, VALID } from "./stand-in.ts";

const AT = "Sun, 29 Nov 2026 12:00:00 GMT";
const SOON = { Sunset: AT, "Tokenhouse-Warning": "token_expires" };
const WARNING: ExpiryWarning = { code: "token_expires", at: new Date(AT) };

afterEach(() => vi.restoreAllMocks());

async function callWith(headers: Record<string, string>): Promise<ExpiryWarning[]> {
  const server = await startStandIn();
  server.reply = answer(200, VALID, headers);
  const warnings: ExpiryWarning[] = [];
  const client = createClient({
    url: server.url,
    token: "x",
    onWarning: (warning) => warnings.push(warning),
  });
  await client.verifyToken({ body: { token: "x" } });
  return warnings;
}

test("whoever calls is told that their token ends soon, and when", async () => {
  expect(await callWith(SOON)).toEqual([WARNING]);
  expect(await callWith({ ...SOON, "Tokenhouse-Warning": "token_replaced" })).toEqual([
    { ...WARNING, code: "token_replaced" },
  ]);
  expect(wordWarning(WARNING)).toBe("The access token that is used here expires on 2026-11-29T12:00:00Z");
});

test.each([
  ["no warning", { Sunset: AT }],
  ["a warning that is not known here", { ...SOON, "Tokenhouse-Warning": "of something else" }],
  ["no time", { "Tokenhouse-Warning": "token_expires" }],
  ["a time that is none", { ...SOON, Sunset: "soon" }],
])("with %s nobody is warned", async (_, headers) => {
  expect(await callWith(headers as Record<string, string>)).toEqual([]);
});

test("without anybody to tell, the console says it once", async () => {
  const lines: unknown[] = [];
  vi.spyOn(console, "warn").mockImplementation((line) => lines.push(line));
  const server = await startStandIn();
  server.reply = answer(200, VALID, SOON);
  const client = createClient({ url: server.url, token: "x" });
  await client.verifyToken({ body: { token: "x" } });
  await client.verifyToken({ body: { token: "x" } });
  expect(lines).toEqual([`Tokenhouse: ${wordWarning(WARNING)}`]);
});

test("a verifier tells of its own token", async () => {
  const server = await startStandIn();
  server.reply = answer(200, VALID, SOON);
  const warnings: ExpiryWarning[] = [];
  const verifier = await createVerifier({
    url: server.url,
    token: freshToken(),
    onWarning: (warning) => warnings.push(warning),
  });
  await verifier.verify(freshToken());
  await verifier.close();
  expect(warnings).toContainEqual(WARNING);
});
