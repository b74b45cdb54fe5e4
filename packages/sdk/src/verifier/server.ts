import type { ClientOptions } from "../client.ts";
import { createClient } from "../client.ts";
import { TokenhouseError } from "../errors.ts";
import type { Change, Grant } from "./grant.ts";
import { isGrant } from "./grant.ts";
import type { Denial } from "./memory.ts";
import type { CheckOptions } from "./check-options.ts";
import { callUnattended } from "./unattended.ts";
import type { TokenUse } from "./use-counters.ts";
import type { Verdict } from "./verdict.ts";
import { isVerdict } from "./verdict.ts";

/** A verdict as a server gives it. */
export type AskedVerdict = Exclude<Verdict, { denialId: null }>;

/** What the server told a verifier when that registered. */
export interface Registration {
  id: string;
  leaseMs: number;
  /** How much earlier than the lease a verifier stops. */
  marginMs: number;
  revision: number;
}

/** What a renewal brought: the changes up to a revision; null = more than the server remembers. */
export interface News {
  revision: number;
  changes: Change[] | null;
  grants: Grant[];
}

/** A part of everything that a mirror holds, as it was at a revision. */
export interface GrantPage {
  items: Grant[];
  nextCursor: string | null;
  revision: number;
}

/** A refusal for the record; of a value that nobody has there is no token to name. */
export interface ReportedDenial extends Omit<Denial, "tokenId" | "code"> {
  tokenId: string | null;
  code: Denial["code"] | "not_found";
}

/** What was answered from memory since the last report. */
export interface Report {
  uses: TokenUse[];
  denials: ReportedDenial[];
}

/** All that a verifier ever asks of its server. Every call rejects with a {@link TokenhouseError} when it fails. */
export interface Server {
  register(name: string, mode: "memory" | "mirror"): Promise<Registration>;
  /** Confirms what is applied; where it may wait, the server holds its answer for up to a third of the lease. */
  renew(
    registration: Registration,
    applied: number,
    options: { mayWait: boolean; signal: AbortSignal },
  ): Promise<News>;
  fill(
    id: string,
    digest: string,
    question: CheckOptions,
  ): Promise<{ verdict: AskedVerdict; grant: Grant | null }>;
  verify(value: string, question: CheckOptions): Promise<AskedVerdict>;
  listGrants(id: string, cursor: string | undefined): Promise<GrantPage>;
  report(id: string, report: Report): Promise<void>;
  release(id: string): Promise<void>;
}

/** The server over HTTP. */
export function reachServer(
  options: Pick<ClientOptions, "url" | "onWarning"> & { token: string; timeoutMs: number },
): Server {
  const client = createClient(options);
  return {
    async register(name, mode) {
      const answer: unknown = await client.registerVerifier({ body: { name, mode } });
      return isRegistration(answer) ? answer : throwForeign();
    },
    async renew({ id, leaseMs }, applied, { mayWait, signal }) {
      const patient = createClient({ ...options, timeoutMs: leaseMs / 2 });
      const call = () => patient.renewLease({ params: { id }, body: { applied, wait: mayWait }, signal });
      // The first renewal is waited for; no later one is.
      const answer: unknown = await (applied === 0 ? call() : callUnattended(`/${id}/lease`, call));
      return isNews(answer) ? answer : throwForeign();
    },
    async fill(id, digest, question) {
      const answer: unknown = await client.verifyForVerifier({
        params: { id },
        body: { digest, ...wordQuestion(question) },
      });
      if (!isObject(answer) || !isVerdict(answer["verdict"])) return throwForeign();
      return { verdict: answer["verdict"], grant: isGrant(answer["grant"]) ? answer["grant"] : null };
    },
    async verify(value, question) {
      const verdict: unknown = await client.verifyToken({
        body: { token: value, ...wordQuestion(question) },
      });
      return isVerdict(verdict) ? verdict : throwForeign();
    },
    async listGrants(id, cursor) {
      const answer: unknown = await client.listGrants({
        params: { id },
        query: { limit: GRANTS_A_PAGE, ...(cursor !== undefined && { cursor }) },
      });
      return isGrantPage(answer) ? answer : throwForeign();
    },
    async report(id, { uses, denials }) {
      await client.reportUses({
        params: { id },
        body: {
          uses: uses.map(({ lastUsedAtMs, ...use }) => ({ ...use, lastUsedAt: instantOf(lastUsedAtMs) })),
          denials: denials.map(({ atMs, ...denial }) => ({ ...denial, at: instantOf(atMs) })),
        },
      });
    },
    async release(id) {
      await client.releaseVerifier({ params: { id } });
    },
  };
}

const GRANTS_A_PAGE = 1000;

function wordQuestion({ scopes, ip, userAgent }: CheckOptions) {
  return {
    ...(scopes && { scopes: [...scopes] }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
  };
}

function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}

function throwForeign(): never {
  throw new TokenhouseError({ code: "network", detail: "The answer is not one of Tokenhouse's" });
}

function isRegistration(answer: unknown): answer is Registration {
  if (!isObject(answer) || typeof answer["id"] !== "string") return false;
  const { leaseMs, marginMs, revision } = answer;
  return isCount(leaseMs) && isCount(marginMs) && isCount(revision) && Number(marginMs) < Number(leaseMs);
}

function isNews(answer: unknown): answer is News {
  if (!isObject(answer) || !isCount(answer["revision"])) return false;
  const { changes, grants } = answer;
  return (changes === null || isAll(changes, isChange)) && isAll(grants, isGrant);
}

function isGrantPage(answer: unknown): answer is GrantPage {
  if (!isObject(answer) || !isCount(answer["revision"]) || !isAll(answer["items"], isGrant)) return false;
  return answer["nextCursor"] === null || typeof answer["nextCursor"] === "string";
}

function isChange(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value["ref"] === "string" &&
    ["token", "holder", "project"].includes(String(value["kind"]))
  );
}

function isAll(values: unknown, isOne: (value: unknown) => boolean): boolean {
  return Array.isArray(values) && values.every(isOne);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
