import { Counter, Histogram, Registry } from "@prometheus-io/client";
import type { Meters } from "../core/meters.ts";

/** The meters of this process, and what Prometheus reads them from. */
export interface OpenMeters extends Meters {
  registry: Registry;
  /** A change was committed in which this happened, such as `token.created`. */
  happened: (event: string) => void;
  /** The database answered a statement. */
  queried: (sql: string, ms: number) => void;
}

/** From what memory answers to what waits for a database. */
const CHECK_BUCKETS = [0.00001, 0.000025, 0.0001, 0.00025, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1, 2.5];
const QUERY_BUCKETS = [0.0001, 0.00025, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 10];
/** Those of OpenTelemetry's semantic conventions for `http.server.request.duration`. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** A lease and more: the longest that a receipt waits. */
const RECEIPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Each name once; labels take few values, and never a token, a person or an address. */
export function createMeters(): OpenMeters {
  const registry = new Registry();
  const { checks, hits, misses, limited, signIns, events, fenced, auditFailures } = openCounters([registry]);
  const { durations, receipts, queries, requests } = openHistograms([registry]);
  return {
    registry,
    checked(asks, code, ms) {
      checks.inc({ profile: asks, result: resultOf(code), reason: code });
      durations.observe({ profile: asks }, ms / 1000);
      if (code === "rate_limited") limited.inc({ limiter: "token" });
    },
    reported(code, count) {
      checks.inc({ profile: "sdk", result: resultOf(code), reason: code }, count);
    },
    lookedUp: (where) => (where === "memory" ? hits : misses).inc(),
    signedIn(method, result) {
      signIns.inc({ method, result });
      if (result === "limited") limited.inc({ limiter: "sign_in" });
    },
    overloaded: (lane) => limited.inc({ limiter: lane }),
    confirmed(ms, silent) {
      receipts.observe(ms / 1000);
      fenced.inc(silent);
    },
    answered: ({ method, route, status, ms }) =>
      requests.observe(
        { http_request_method: method, http_route: route, http_response_status_code: status },
        ms / 1000,
      ),
    auditFailed: () => auditFailures.inc(),
    happened(event) {
      if (event.startsWith("token.")) events.inc({ event: event.slice("token.".length) });
    },
    queried(sql, ms) {
      queries.observe({ statement: /\w+/.exec(sql)?.[0].toLowerCase() ?? "other" }, ms / 1000);
    },
  };
}

function resultOf(code: string): "valid" | "invalid" {
  return code === "valid" ? "valid" : "invalid";
}

function openCounters(registers: Registry[]) {
  return {
    checks: new Counter({
      name: "tokenhouse_verify_total",
      help: "Answered questions whether a token is good; profile = how they came in, sdk = told by SDKs that answered themselves",
      labelNames: ["profile", "result", "reason"],
      registers,
    }),
    hits: new Counter({
      name: "tokenhouse_cache_hits_total",
      help: "Checks that what this process holds in memory was enough to answer",
      registers,
    }),
    misses: new Counter({
      name: "tokenhouse_cache_misses_total",
      help: "Checks for which the database had to be asked",
      registers,
    }),
    limited: new Counter({
      name: "tokenhouse_rate_limited_total",
      help: "Refusals because of a limit: of a token's rate, of tries to sign in, or of what may wait",
      labelNames: ["limiter"],
      registers,
    }),
    signIns: new Counter({
      name: "tokenhouse_login_total",
      help: "Tries to sign in",
      labelNames: ["method", "result"],
      registers,
    }),
    events: new Counter({
      name: "tokenhouse_token_events_total",
      help: "What happened to tokens, by changes that this process has committed",
      labelNames: ["event"],
      registers,
    }),
    fenced: new Counter({
      name: "tokenhouse_fenced_verifiers_total",
      help: "Verifiers that confirmed no change and whose lease had to be waited out",
      registers,
    }),
    auditFailures: new Counter({
      name: "tokenhouse_audit_write_failures_total",
      help: "Failures to seal the audit log, or to tell its witness; they are made up for later",
      registers,
    }),
  };
}

function openHistograms(registers: Registry[]) {
  return {
    durations: new Histogram({
      name: "tokenhouse_verify_duration_seconds",
      help: "From the question whether a token is good to its verdict",
      labelNames: ["profile"],
      buckets: CHECK_BUCKETS,
      registers,
    }),
    receipts: new Histogram({
      name: "tokenhouse_receipt_duration_seconds",
      help: "From the start of a change of rights until no verifier acts on the rights of before",
      buckets: RECEIPT_BUCKETS,
      registers,
    }),
    queries: new Histogram({
      name: "tokenhouse_db_query_duration_seconds",
      help: "Statements that the database answered",
      labelNames: ["statement"],
      buckets: QUERY_BUCKETS,
      registers,
    }),
    requests: new Histogram({
      name: "http_server_request_duration_seconds",
      help: "Answered requests, but for checks, which have measures of their own",
      labelNames: ["http_request_method", "http_route", "http_response_status_code"],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
  };
}
