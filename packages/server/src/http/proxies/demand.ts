import type { IncomingHttpHeaders } from "node:http";
import { DEMAND_HEADERS } from "../../contract/proxies.ts";
import { Refusal } from "../../core/errors.ts";
import { LIMITS } from "../../core/limits.ts";
import { SCOPE_PATTERN } from "../../core/scope.ts";

/** What the operator asks of a caller, fixed in the proxy's configuration. */
export interface Demand {
  scopes: readonly string[];
  /** The project that the token must belong to; undefined = any. */
  projectSlug: string | undefined;
}

const NOTHING: Demand = { scopes: [], projectSlug: undefined };

/** A configuration asks the same every time: its answers are kept, as many as any installation has. */
const known = new Map<string, Demand>();
const KEPT = 256;

/** Reads a query that is the operator's: `scope=orders:read&project=main`. A slip in it lets nobody through. */
export function readDemand(query: string): Demand {
  if (query === "") return NOTHING;
  const kept = known.get(query);
  if (kept) return kept;
  const demand = demandOf(new URLSearchParams(query));
  if (known.size >= KEPT) known.clear();
  known.set(query, demand);
  return demand;
}

function demandOf(query: URLSearchParams): Demand {
  const strange = [...query.keys()].find((name) => name !== "scope" && name !== "project");
  if (strange !== undefined) throw faulty(strange, "is not known here, only scope and project are");
  return { scopes: scopesIn(query.getAll("scope")), projectSlug: slugIn(query.getAll("project")) };
}

/**
 * Reads what stands beside a path that the proxy appended. Headers are the operator's: where there is one, the query is
 * the caller's own and left alone. Without any, its `scope` and `project` count, and what else it has does not.
 */
export function readDemandBeside(headers: IncomingHttpHeaders, query: string): Demand {
  const scope = headers[DEMAND_HEADERS.scope.toLowerCase()];
  const project = headers[DEMAND_HEADERS.project.toLowerCase()];
  if (scope !== undefined || project !== undefined) {
    return { scopes: scopesIn(listOf(scope)), projectSlug: slugIn(listOf(project)) };
  }
  if (query === "") return NOTHING;
  const own = new URLSearchParams(query);
  return { scopes: scopesIn(own.getAll("scope")), projectSlug: slugIn(own.getAll("project")) };
}

function listOf(header: string | string[] | undefined): string[] {
  return header === undefined ? [] : [header].flat();
}

/** Each list must name something: an empty one is a template that was not filled in. */
function scopesIn(lists: readonly string[]): string[] {
  const scopes = lists.flatMap((list) => list.trim().split(/[\s,]+/));
  const bad = scopes.find((scope) => scope.length > LIMITS.scopeLength || !SCOPE_PATTERN.test(scope));
  if (bad !== undefined) throw faulty("scope", "must be scopes separated by spaces or commas");
  if (scopes.length > LIMITS.scopesPerToken) throw faulty("scope", "names too many");
  return [...new Set(scopes)];
}

function slugIn(slugs: readonly string[]): string | undefined {
  if (slugs.length > 1 || slugs[0] === "") throw faulty("project", "must be one project's slug");
  return slugs[0];
}

function faulty(path: string, message: string): Refusal {
  return new Refusal("invalid_request", `${path}: ${message}`, { errors: [{ path, message }] });
}
