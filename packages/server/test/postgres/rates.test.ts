import { expect, test } from "vitest";
import type { Minted } from "./replicas.ts";
import { bearer, mint, startReplicas, statusOf, urlOf } from "./replicas.ts";

interface Verdict {
  status: number;
  valid: boolean;
  code: string;
  rateLimit: { limit: number; remaining: number; resetSeconds: number };
}

async function verify(url: string, asker: Minted, { value }: Minted): Promise<Verdict> {
  const answer = await fetch(`${url}/v1/verify`, {
    method: "POST",
    headers: { authorization: bearer(asker), "content-type": "application/json" },
    body: JSON.stringify({ token: value }),
  });
  return { status: answer.status, ...((await answer.json()) as Omit<Verdict, "status">) };
}

test.each([
  [5, 40],
  [60, 150],
  [100, 500],
])(
  "a limit of %i is passed to the last permit by three servers that %i ask at once, and then each says how long to wait (C-3)",
  async (requests, atOnce) => {
    const { replicas, owner } = await startReplicas(3);
    const limited = await mint(urlOf(replicas, 0), bearer(owner), {
      rateLimit: { requests, windowSeconds: 86_400 },
    });
    const asked = await Promise.all(
      Array.from({ length: atOnce }, (_, n) => verify(urlOf(replicas, n % 3), owner, limited)),
    );
    // Whoever holds permits still spends them.
    for (const { url } of [...replicas, ...replicas])
      for (let n = 0; n < requests / 10; n++) asked.push(await verify(url, owner, limited));
    expect(asked.filter(({ valid }) => valid).length).toBe(requests);
    expect(new Set(asked.map(({ code }) => code))).toEqual(new Set(["valid", "rate_limited"]));
    const share = 86_400 / requests;
    for (const { url } of replicas) {
      const { headers, status } = await fetch(`${url}/auth/forward`, {
        headers: { authorization: bearer(limited) },
      });
      expect(status).toBe(429);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(share);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(share - 60);
      expect(headers.get("ratelimit")).toMatch(/^"token";r=0;t=\d+$/);
    }
  },
  60_000,
);

test("who waits as long as a server says is let through at any of them", async () => {
  const { replicas, owner } = await startReplicas(2);
  const [first, second] = [urlOf(replicas, 0), urlOf(replicas, 1)];
  const limited = await mint(first, bearer(owner), { rateLimit: { requests: 1, windowSeconds: 5 } });
  expect(await verify(first, owner, limited)).toMatchObject({ valid: true, rateLimit: { remaining: 0 } });
  const { code, rateLimit } = await verify(second, owner, limited);
  expect([code, rateLimit.remaining]).toEqual(["rate_limited", 0]);
  expect(rateLimit.resetSeconds).toBeLessThanOrEqual(5);
  await expect.poll(() => verify(second, owner, limited)).toMatchObject({ valid: true });
  expect(await verify(first, owner, limited)).toMatchObject({ code: "rate_limited" });
}, 60_000);

test("a server that cannot reach its database answers 503 about a token whose permits it has not, never 401 or 429", async () => {
  const { replicas, owner } = await startReplicas(1);
  const limited = await mint(urlOf(replicas, 0), bearer(owner), {
    rateLimit: { requests: 10, windowSeconds: 86_400 },
  });
  expect(await statusOf(urlOf(replicas, 0), limited.value)).toBe(200);
  expect(await statusOf(urlOf(replicas, 0), owner.value)).toBe(200);
  replicas[0]?.proxy.cut();
  expect(await statusOf(urlOf(replicas, 0), owner.value)).toBe(200);
  expect(await statusOf(urlOf(replicas, 0), limited.value)).toBe(503);
  replicas[0]?.proxy.mend();
  await expect.poll(() => statusOf(urlOf(replicas, 0), limited.value)).toBe(200);
}, 60_000);
