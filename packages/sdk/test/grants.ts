import type { Grant } from "@tokenhouse/sdk/memory";
import { digestToken } from "@tokenhouse/sdk";

export const PROJECT = { id: "c2f2a1de-07b4-4d0b-8d56-1d3a7fd0a002", slug: "default" };

/** The id that a number stands for. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}

type Changes = Partial<Omit<Grant, "token">> & { token?: Partial<Grant["token"]> };

/** A grant of a value, as a server tells it; the value's text may be anything. */
export function grantOf(value: string, changes: Changes = {}): Grant {
  const { token, ...rest } = changes;
  return {
    digest: digestToken(value),
    validUntil: null,
    holder: { type: "user", id: idOf(1), name: "Ada", email: "ada@example.com" },
    project: PROJECT,
    role: "member",
    ipAllowList: [],
    rateLimit: null,
    ...rest,
    token: {
      id: idOf(Number.parseInt(digestToken(value).slice(0, 12), 16)),
      kind: "personal",
      name: `token ${value}`,
      scopes: ["orders:read"],
      expiresAt: null,
      ...token,
    },
  };
}
