import { expect, test } from "vitest";
import { bearer, mint, startReplicas, statusOf, urlOf } from "./replicas.ts";

const ROUNDS = 25;

interface Event {
  event: string;
  revision: number;
}

test("C-25: of revocations and restores at three servers at once the last in the log's order wins, at each of them", async () => {
  const { replicas, owner } = await startReplicas(3);
  const authorization = bearer(owner);
  const token = await mint(urlOf(replicas, 0), authorization);
  const act = async (n: number, act: "revoke" | "restore"): Promise<number> => {
    const address = `${urlOf(replicas, n % 3)}/v1/tokens/${token.id}/${act}`;
    return (await fetch(address, { method: "POST", headers: { authorization } })).status;
  };
  const last = async (n: number): Promise<Event | undefined> => {
    const address = `${urlOf(replicas, n % 3)}/v1/tokens/${token.id}/events?limit=1`;
    const { items } = (await (await fetch(address, { headers: { authorization } })).json()) as {
      items: Event[];
    };
    return items[0];
  };
  const endings = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const acts = Array.from({ length: 6 }, (_, n) => act(round + n, (round + n) % 2 ? "revoke" : "restore"));
    for (const status of await Promise.all(acts)) expect([200, 409]).toContain(status);
    const told = (await last(round))?.event ?? "";
    endings.add(told);
    const expected = told === "token.revoked" ? 401 : 200;
    for (const { url } of replicas) expect(await statusOf(url, token.value)).toBe(expected);
  }
  expect(endings).toEqual(new Set(["token.revoked", "token.restored"]));
}, 120_000);
