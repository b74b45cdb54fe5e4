import { ERRORS } from "../../src/core/errors.ts";
import { OAUTH_ERRORS } from "../../src/http/oauth-error.ts";
import { EXCEPTIONS } from "../../src/http/problem.ts";
import type { Operation } from "./description.ts";
import { faultOfBody, operationsAt } from "./description.ts";
import type { Answer } from "./wire.ts";

interface Asked {
  method: string;
  target: string;
  body?: string | undefined;
}

/** What is wrong with the answer to a whole request; nothing, if it is one that the description promises. */
export function faultsOf(asked: Asked, answer: Answer): string[] {
  const [path = ""] = asked.target.split("?", 1);
  // A fragment belongs into no request: what becomes of it is the router's affair.
  const known = path.includes("#") ? [] : operationsAt(path);
  const operation = known.find((one) => isFor(one, asked.method));
  const faults = [...(isNotYet(asked, answer) ? [] : faultsOfAny(answer)), ...faultsOfHeaders(path, answer)];
  if (operation && !isBroken(answer)) faults.push(...faultsAgainst(operation, asked, answer));
  else if (!operation && !isNobodys(asked, answer))
    faults.push(`${answer.status} where there is no operation`);
  return faults;
}

/** Asked for something from a revision on that nobody has reached, a server cannot but say so. */
function isNotYet({ body: sent }: Asked, { status, body }: Answer): boolean {
  return status === 503 && sent?.includes("atLeast") === true && body.includes("nothing from revision");
}

/** What no answer may be, whatever was asked. */
export function faultsOfAny({ status, headers, body }: Answer): string[] {
  const faults: string[] = [];
  if (status >= 500) faults.push(`status ${status}: ${body.toString().slice(0, 300)}`);
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(headers.get("x-request-id") ?? "")) faults.push("no X-Request-Id");
  const isRefusal = status >= 400 && body.length > 0;
  if (isRefusal && !isKnownRefusal({ status, headers, body }))
    faults.push(`a refusal of no known kind: ${body.toString()}`);
  return faults;
}

function isFor({ method, "x-any-method": any }: Operation, asked: string): boolean {
  return any === true || method === asked || (method === "GET" && asked === "HEAD");
}

/** Refused before there was a request that anybody could look at. */
function isBroken({ status, headers }: Answer): boolean {
  return [400, 408, 431].includes(status) && headers.get("connection") === "close";
}

const EVERYWHERE = { "x-content-type-options": /^nosniff$/ };
const FROM_FRAMEWORK = {
  ...EVERYWHERE,
  "content-security-policy": /^default-src 'none';/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "referrer-policy": /^no-referrer$/,
};

function faultsOfHeaders(path: string, answer: Answer): string[] {
  // Nobody but a proxy or a program reads these: a refusal on the bare socket, a proxy's answer, a check.
  if (isBroken(answer) || path.startsWith("/auth/")) return [];
  const wanted = path.startsWith("/v1/verify") ? EVERYWHERE : FROM_FRAMEWORK;
  const missing = Object.entries(wanted).filter(([name, form]) => !form.test(answer.headers.get(name) ?? ""));
  const isStored = !/^(?:no-store|no-cache|public, max-age=31536000, immutable)$/.test(
    answer.headers.get("cache-control") ?? "",
  );
  return [...missing.map(([name]) => `no ${name}`), ...(isStored ? ["no Cache-Control"] : [])];
}

/** Whether it says what the description says of this status. */
function faultsAgainst(operation: Operation, { method }: Asked, { status, headers, body }: Answer): string[] {
  const described = operation.responses[status];
  if (!described) return [`${status} is not described: ${body.toString().slice(0, 300)}`];
  if (method === "HEAD") return [];
  const [media = ""] = (headers.get("content-type") ?? "").split(";");
  if (!described.content) return body.length > 0 ? [`${status} has a body: ${media}`] : [];
  // A proxy is told no more than the status.
  if (operation["x-any-method"] && body.length === 0) return [];
  if (!described.content[media])
    return [`${status} is described as ${Object.keys(described.content).join()}, not as «${media}»`];
  if (!media.endsWith("json")) return [];
  const fault = faultOfBody(operation, { status, media, body: parse(body) });
  return fault === undefined ? [] : [`${status} does not match its schema: ${fault}`];
}

/** Whether it is what somebody gets who asks for what there is not: at an address, or with a method. */
function isNobodys({ method, target }: Asked, answer: Answer): boolean {
  const { status, headers } = answer;
  if ([400, 404, 405, 413, 415, 431].includes(status)) return true;
  const [media = ""] = (headers.get("content-type") ?? "").split(";");
  if (media === "text/html" && status === 200) return true;
  // A path may be written in several ways, which are one to the router.
  const plain = plainPath(target);
  return operationsAt(plain).some(
    (operation) => isFor(operation, method) && operation.responses[status] !== undefined,
  );
}

/** An escaped slash stays one: it parts no segments. */
function plainPath(target: string): string {
  const [path = ""] = target.split(/[?#;]/, 1);
  try {
    return decodeURIComponent(path.replaceAll(/%2f/gi, "%252f"));
  } catch {
    return path;
  }
}

const OAUTH_NAMES = new Set<unknown>(["server_error", ...Object.values(OAUTH_ERRORS)]);
const EXCEPTION_NAMES = new Set<unknown>(["InternalServerError", ...Object.values(EXCEPTIONS)]);

interface Refusal {
  schemas?: string[];
  code?: string;
  error?: string;
  exception?: { name?: string };
}

function isKnownRefusal({ headers, body }: Answer): boolean {
  const parsed = parse(body) as Refusal | undefined;
  if (!parsed) return false;
  if (headers.get("content-type") === "application/problem+json")
    return Object.hasOwn(ERRORS, parsed.code ?? "");
  if (headers.get("content-type")?.startsWith("application/scim+json")) return isScimError(parsed);
  return OAUTH_NAMES.has(parsed.error) || EXCEPTION_NAMES.has(parsed.exception?.name);
}

/** RFC 7644 §3.12. */
function isScimError({ schemas }: Refusal): boolean {
  return schemas?.includes("urn:ietf:params:scim:api:messages:2.0:Error") === true;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
