import type { IncomingMessage } from "node:http";
import { unauthenticated } from "../../core/errors.ts";
import type { Client } from "../client-address.ts";
import { readSessionCookies } from "../cookies.ts";
import { readCredential } from "../credential.ts";
import type { Demand } from "./demand.ts";
import { readDemand, readDemandBeside } from "./demand.ts";
import type { OriginalRequest } from "./original-request.ts";
import { originalRequestIn, queryOf, UNTOLD } from "./original-request.ts";
import type { Profile } from "./profile.ts";
import { appendedPath } from "./profile.ts";

/** An address below the base, split where its query begins. */
export interface Target {
  path: string;
  query: string;
}

/** May this value, coming from this address, do what the operator asks for? */
export interface Question {
  value: string;
  ip: string;
  demand: Demand;
}

/** Reads the request that the question is about. Envoy's own is the original one; headers count from a trusted proxy only. */
export function readOriginal(
  profile: Profile,
  { method, headers }: IncomingMessage,
  { target, client }: { target: Target; client: Client },
): OriginalRequest {
  const path = appendedPath(profile, target.path);
  if (path !== undefined) return { method, host: headers.host, uri: `${path}?${target.query}` };
  return client.viaTrustedProxy ? originalRequestIn(headers) : UNTOLD;
}

/** Reads the question, or throws the refusal of one that is none. Identity headers of the request are never looked at. */
export function readQuestion(
  profile: Profile,
  { headers, rawHeaders }: IncomingMessage,
  { target, client, original }: { target: Target; client: Client; original: OriginalRequest },
): Question {
  const isAppended = appendedPath(profile, target.path) !== undefined;
  const demand = isAppended ? readDemandBeside(headers, target.query) : readDemand(target.query);
  const sessionCookies = headers.cookie === undefined ? [] : readSessionCookies(headers.cookie);
  const credential = readCredential({ headers, rawHeaders, query: queryOf(original), sessionCookies });
  if (credential.carrier !== "bearer") {
    throw unauthenticated("Send an access token: Authorization: Bearer <value>");
  }
  return { value: credential.value, ip: client.address, demand };
}
