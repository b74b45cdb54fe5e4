import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Installation } from "../fixture.ts";
import { addMember, addProject, PASSWORD, startInstallation } from "../fixture.ts";

const NONCE = "'nonce-[0-9a-f]{32}'";
const POLICY = new RegExp(
  `^default-src 'none';script-src 'self';style-src 'self' ${NONCE};img-src 'self' data:;font-src 'self';connect-src 'self';base-uri 'self';form-action 'none';frame-ancestors 'none'$`,
);
/** Whatever is answered, and how it went. */
const ANSWERS = [
  ["a probe", "GET", "/livez", 200],
  ["a refusal", "GET", "/v1/me", 401],
  ["a path that is none", "GET", "/nothing", 404],
  ["a method that is none", "PUT", "/v1/tokens", 405],
  ["a check", "POST", "/v1/verify", 401],
  ["a body that cannot be read", "POST", "/v1/session", 415],
] as const;

describe.each([
  ["https", true],
  ["http", false],
] as const)("of a server that is reached by %s", (_, isSecure) => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await startInstallation({ isSecure });
  });
  afterAll(() => installation.stop());

  test.each(ANSWERS)("%s lets a browser do nothing that the page does not need", async (...asked) => {
    const [, method, path, status] = asked;
    const answer = await fetch(installation.url + path, { method, ...(status === 415 && { body: "x" }) });
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": expect.stringMatching(POLICY),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "origin-agent-cluster": "?1",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-dns-prefetch-control": "off",
      "x-download-options": "noopen",
      "x-frame-options": "DENY",
      "x-permitted-cross-domain-policies": "none",
      "x-xss-protection": "0",
    });
    const strict = isSecure ? "max-age=31536000; includeSubDomains" : null;
    expect(answer.headers.get("strict-transport-security")).toBe(strict);
  });

  test("what lets a style in is new in each answer", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${installation.url}/livez`)));
    const nonces = answers.flatMap(
      ({ headers }) => headers.get("content-security-policy")?.match(/nonce-\w+/g) ?? [],
    );
    expect([nonces.length, new Set(nonces).size]).toEqual([8, 8]);
  });

  test("cookies are for this very host where nobody can listen, and for no script anywhere", async () => {
    const { service, call } = installation;
    const who = { email: "a@example.com", role: "owner" } as const;
    const { email } = await addMember(service, await addProject(service, "main"), who);
    const { headers } = await call("signIn", {}, { body: { email, password: PASSWORD } });
    const cookies = headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toContain("; Path=/; HttpOnly");
      expect(cookie).toContain("; SameSite=Strict");
      expect(cookie.startsWith("__Host-")).toBe(isSecure);
      expect(cookie.includes("; Secure")).toBe(isSecure);
      expect(cookie).not.toContain("Domain");
    }
  });
});

test("what is answered to a proxy is kept by nobody, and tells no browser anything", async () => {
  const installation = await startInstallation({ isSecure: true });
  const { status, headers } = await fetch(`${installation.url}/auth/forward`);
  await installation.stop();
  expect([status, headers.get("cache-control"), headers.get("set-cookie")]).toEqual([401, "no-store", null]);
});
