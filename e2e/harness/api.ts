import type { Operations } from "@tokenhouse/sdk/client";
import { remember } from "./canary.ts";
import { OWNER } from "./server.ts";

export type Generated = Operations["createToken"]["answer"];

/** Generates a token as scripts do the first time: over HTTP, with e-mail and password. */
export async function generateToken(
  url: string,
  body: {
    name: string;
    description?: string;
    scopes?: string[];
    lifetimeDays?: number;
    ipAllowList?: string[];
  },
  { email, password } = OWNER,
): Promise<Generated> {
  const answer = await fetch(`${url}/v1/tokens`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${email}:${password}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ lifetimeDays: 1, ...body }),
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  const generated = (await answer.json()) as Generated;
  remember(generated.value);
  return generated;
}

/** Calls the API with a value, as its holder's script does. */
export function callWith(value: string, url: string): Promise<Response> {
  return fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${value}` } });
}
