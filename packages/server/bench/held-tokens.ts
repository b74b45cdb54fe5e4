import type { Grant, Memory } from "@tokenhouse/sdk/memory";
import { createMemory, isWellFormed, rawDigest } from "@tokenhouse/sdk/memory";
import { hash } from "node:crypto";
import type { Checker } from "./checker.ts";
import { digestOf, valueOf } from "./values.ts";

const HOLDERS = 1_000;
const IN_30_DAYS = new Date(Date.now() + 30 * 86_400_000).toISOString();
/** What an API asks of the calls it gets. */
export const REQUEST = { scopes: ["orders:read"], ip: "192.0.2.7" };

/** What a server tells of the token number `n`. */
export function grantOf(n: number, digest: string = digestOf(n).toString("hex")): Grant {
  const holder = n % HOLDERS;
  return {
    digest,
    token: {
      id: idOf(`token ${n}`),
      kind: "service",
      name: `orders ${n}`,
      scopes: ["orders:read", "orders:write"],
      expiresAt: IN_30_DAYS,
    },
    validUntil: null,
    holder: { type: "serviceAccount", id: idOf(`holder ${holder}`), name: `Orders ${holder}`, email: null },
    project: { id: idOf("project"), slug: "bench" },
    role: "member",
    ipAllowList: [],
    rateLimit: null,
  };
}

/** An SDK's memory that holds the tokens from 0 up to `count`. */
export function holdTokens(count: number): Memory {
  const memory = createMemory({ maxTokens: count });
  for (let n = 0; n < count; n++) memory.put(grantOf(n), 0);
  return memory;
}

/** The whole check without a lease: from the text that a caller sent to the verdict. */
export function memoryChecker(name: string, memory: Memory, numbers: readonly number[]): Checker {
  const values = numbers.map(valueOf);
  return {
    name,
    check(turn) {
      const value = values[turn % values.length] ?? "";
      return isWellFormed(value) && memory.check(rawDigest(value), REQUEST, Date.now())?.valid === true;
    },
  };
}

function idOf(text: string): string {
  return hash("sha256", text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
