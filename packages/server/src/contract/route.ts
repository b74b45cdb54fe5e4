import type { z } from "zod";
import type { ErrorCode } from "../core/errors.ts";
import { ERRORS } from "../core/errors.ts";
import type { Entitlement, Permission } from "../core/policy.ts";

/**
 * How a caller proves who they are. `client` = a token as the credentials of an OAuth client (RFC 6749 §2.3.1), its id
 * and its value, by Basic or in the form; a route that takes it takes forms and no JSON.
 */
export type Carrier = "bearer" | "session" | "basic" | "client";

/**
 * One route, declared once. Validation, types, answer filtering, OpenAPI, the typed client, `GET /v1/endpoints`
 * and the authorization matrix of the tests are all read from it.
 */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** OpenAPI style: `/v1/tokens/{id}`. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  /** The carriers it takes; none = open to everybody. */
  credentials: readonly Carrier[];
  /** The scope a caller needs, within their role. Absent = any caller with one of the credentials. */
  permission?: Permission;
  /** For the owner and the administrators of the project; a member is refused whatever their scopes. */
  administrators?: true;
  /** For whoever runs the installation. */
  operator?: true;
  /** What the project's plan must hold. */
  entitlement?: Entitlement;
  /** Concerns the person alone, so that no project has to be named. */
  withoutProject?: true;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The largest body it takes, where that is more than others take. */
  bodyBytes?: number;
  /** The answer when all is well; members that its schema does not name never leave the server. */
  answer: {
    status: 200 | 201 | 204;
    body?: z.ZodType;
    media?: "text/csv" | "application/scim+json";
    /** Headers that carry the answer, each with what it says. */
    headers?: Readonly<Record<string, string>>;
  };
  /** How refusals are told: as problem details, as scripts written for Dataprep expect them, or as OAuth or SCIM clients do. */
  refusalStyle?: "problem" | "exception" | "oauth" | "scim";
  /** Answers any method alike, reads no body, and refuses with its own codes alone. */
  anyMethod?: true;
  /** Where a code is told by another status than it has everywhere else. */
  statuses?: Readonly<Partial<Record<ErrorCode, readonly number[]>>>;
  /** The codes this route itself refuses with. Those that follow from the declaration are added by `refusalsOf`. */
  refusals: readonly ErrorCode[];
}

/**
 * Marks a member that a caller must send although the schema takes a body without it: what judges it, and words the
 * refusal, is the project's policy.
 */
export const MUST_BE_SENT = "x-must-be-sent";

/** Keeps the literal types of a declaration. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

/** The media type of the route's body. */
export function bodyMediaOf({ credentials, refusalStyle }: Route): BodyMedia {
  if (credentials.includes("client")) return "application/x-www-form-urlencoded";
  return refusalStyle === "scim" ? "application/scim+json" : "application/json";
}

export type BodyMedia = "application/json" | "application/scim+json" | "application/x-www-form-urlencoded";

/** Every code a route can refuse with: its own, and those that its declaration implies. */
export function refusalsOf(route: Route): readonly ErrorCode[] {
  return [...(route.anyMethod ? route.refusals : impliedBy(route))].toSorted();
}

function impliedBy(route: Route): ReadonlySet<ErrorCode> {
  // Two credentials, or one in the address, are refused also where none is needed; a database may fail any route.
  const codes = new Set<ErrorCode>([...route.refusals, "internal_error", "unavailable", "invalid_request"]);
  if (route.params) codes.add("not_found");
  // A body is read also where none is wanted.
  if (route.method !== "GET") codes.add("unsupported_media_type").add("payload_too_large");
  if (route.credentials.length > 0) {
    codes.add("authentication_required").add("invalid_token").add("forbidden").add("rate_limited");
    if (route.permission) codes.add("insufficient_scope");
    if (route.entitlement) codes.add("not_in_plan");
  }
  for (const code of route.credentials.flatMap((carrier) => impliedByCarrier(carrier, route)))
    codes.add(code);
  return codes;
}

function impliedByCarrier(carrier: Carrier, { withoutProject, method }: Route): ErrorCode[] {
  switch (carrier) {
    case "bearer":
    case "client":
      return [];
    case "basic":
      return ["invalid_credentials", "second_factor_refused", "second_factor_required"];
    case "session":
      return [
        ...(withoutProject ? [] : (["project_required"] as const)),
        ...(method === "GET" ? [] : (["csrf_required"] as const)),
      ];
  }
}

/** The statuses by which a route tells a code: one, but for a proxy that understands few. */
export function statusesOf({ statuses }: Route, code: ErrorCode): readonly number[] {
  return statuses?.[code] ?? [ERRORS[code].status];
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : Record<string, never>;

/** What a handler of the route is given: validated, nothing else. */
export interface RouteInput<R extends Route> {
  params: Parsed<R["params"]>;
  query: Parsed<R["query"]>;
  body: Parsed<R["body"]>;
}

/** What a handler of the route must return. */
export type RouteOutput<R extends Route> = R["answer"] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
