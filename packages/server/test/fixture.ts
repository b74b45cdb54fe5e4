import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import type { OperationId } from "../src/contract/index.ts";
import { routes } from "../src/contract/index.ts";
import type { Route } from "../src/contract/route.ts";
import { bodyMediaOf, refusalsOf } from "../src/contract/route.ts";
import type { ErrorCode } from "../src/core/errors.ts";
import { ERRORS } from "../src/core/errors.ts";
import { newProject } from "../src/core/project.ts";
import type { Project } from "../src/core/project.ts";
import type { Role, ServiceRole, TokenAccess } from "../src/core/policy.ts";
import { OAUTH_ERRORS } from "../src/http/oauth-error.ts";
import { EXCEPTIONS } from "../src/http/problem.ts";
import type { ServerOptions } from "../src/http/server.ts";
import { buildServer } from "../src/http/server.ts";
import { createLog } from "../src/log.ts";
import { createService } from "../src/main.ts";
import type { Service } from "../src/service/context.ts";
import { inChange } from "../src/storage/change.ts";
import { isShareable } from "../src/storage/dialect.ts";
import type { Db } from "../src/storage/open.ts";
import { openDatabase } from "../src/storage/open.ts";
import { insertMember } from "../src/storage/members.ts";
import { insertProject } from "../src/storage/projects.ts";
import { recordTokenUses } from "../src/storage/token-uses.ts";
import { insertUser } from "../src/storage/users.ts";
import { verifyAlone } from "../src/verify/alone.ts";
import { verifyAsReplica } from "../src/verify/replica.ts";
import { createUsageBuffer } from "../src/verify/usage-buffer.ts";
import type { Verifying } from "../src/verify/verifying.ts";
import { secretsFound } from "./secret-search.ts";
import { createDatabase } from "./storage/databases.ts";

export const PASSWORD = "correct horse battery staple";
/** Short, so that a test which waits for one to end does not wait long. */
export const LEASE_MS = 1000;
export const NOON = Date.parse("2026-11-22T12:00:00.000Z");

/** What a test says of the answer it got. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // The tests read many shapes out of it; each expectation states what it should be.
  // oxlint-disable-next-line typescript/no-explicit-any -- every use is an assertion about the answer itself
  body: any;
}

export interface Credentials {
  bearer?: string;
  basic?: [email: string, password: string];
  cookie?: string;
  csrf?: string;
  project?: string;
  headers?: Record<string, string>;
}

export interface Installation {
  url: string;
  service: Service;
  clock: { nowMs: number };
  logLines: string[];
  flush: () => Promise<void>;
  /** What the server knows of its own end: `draining` once it is about to. */
  state: { draining: boolean };
  /** Calls a route of the contract, and insists that what it answers is declared there. */
  call: (operation: OperationId, credentials?: Credentials, input?: CallInput) => Promise<Reply>;
  stop: () => Promise<void>;
}

export interface CallInput {
  id?: string;
  query?: Record<string, string>;
  body?: unknown;
}

/**
 * A real server on a free port, over a database of its own, with the clock in the test's hand. When it stops,
 * no value that it ever minted may stand anywhere but in the answer that minted it.
 */
export async function startInstallation({
  trustProxy = [],
  basePath = "/",
  isSecure = false,
  bounds = {},
}: {
  trustProxy?: readonly string[];
  basePath?: string;
  /** It is reached by https. */
  isSecure?: boolean;
  /** What it bears of its clients. */
  bounds?: Pick<ServerOptions, "maxConnections" | "patience">;
} = {}): Promise<Installation> {
  const database = await createDatabase();
  const db = await openDatabase(database.url);
  const clock = { nowMs: NOON };
  const now = () => clock.nowMs;
  const verifying = await openVerifying(database.url, db, now);
  const { leases } = verifying;
  const service: Service = { ...(await createService({ tokenPrefix: "th" }, db, verifying)), now };
  const logLines: string[] = [];
  const log = createLog("trace", { write: (line) => void logLines.push(line) });
  const usage = createUsageBuffer({
    write: (uses) => recordTokenUses(db, uses),
    everyMs: 60_000,
    onError: (error) => {
      throw error;
    },
  });
  const app = {
    service,
    usage,
    leases,
    url: () => url,
    isSecure,
    basePath,
    state: { draining: false },
  };
  let url = "";
  const server = await buildServer({ app, log, trustProxy, pageFolder: import.meta.dirname, ...bounds });
  await server.listen({ host: "127.0.0.1", port: 0 });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const exchanges: Exchange[] = [];
  const setUpSecret = service.setUpSecret ?? "";
  return {
    url,
    service,
    clock,
    logLines,
    flush: usage.flush,
    state: app.state,
    async call(operation, credentials = {}, input = {}) {
      const reply = await send(url, operation, { ...input, ...credentials });
      exchanges.push({ reply, sent: sentSecrets(input.body, credentials) });
      expectDeclared(operation, reply);
      return reply;
    },
    async stop() {
      leases.close();
      await server.close();
      await usage.close();
      await verifying.close();
      const whileOpen = await database.contents();
      await db.destroy();
      const stored = [...whileOpen, ...(await database.contents())];
      await database.remove();
      expectNoSecretIn(
        [...exchanges, { sent: [setUpSecret] }],
        [["log", Buffer.from(logLines.join("\n"))], ...stored],
      );
    },
  };
}

/** As the server does it, with short leases. The clocks of a lease are the machine's: they must go on alike. */
export function openVerifying(url: string, db: Db, now = Date.now): Promise<Verifying> {
  const options = { leaseMs: LEASE_MS, monotonic: () => performance.now() };
  if (isShareable(url)) return verifyAsReplica(db, { ...options, url, now: Date.now, name: "replica" });
  return verifyAlone(db, { ...options, now, name: "server" });
}

/** Whoever guessed before may guess anew. */
export async function forgetTries({ service }: Pick<Installation, "service">): Promise<void> {
  await service.db.deleteFrom("sign_in_tries").execute();
}

/** One answer, and the secrets that were sent to get it. */
interface Exchange {
  reply?: Reply;
  sent: readonly string[];
}

/**
 * The canary: each value of a token, each secret of a session, a browser or a link stands in the one answer that gave
 * it, each password in none, and none of them in a log line or in the database.
 */
function expectNoSecretIn(exchanges: readonly Exchange[], places: readonly [string, Buffer][]): void {
  const given = exchanges.map(({ reply }) => (reply ? givenSecrets(reply) : []));
  const answers = exchanges.map(({ reply }, n) =>
    (given[n] ?? []).reduce((text, secret) => text.replace(secret, ""), reply?.text ?? ""),
  );
  const secrets = [...given.flat(), ...exchanges.flatMap(({ sent }) => sent)];
  const leaks = secretsFound(secrets, [...places, ["answers", Buffer.from(answers.join("\n"))]]);
  if (leaks.length > 0) throw new Error(`A secret stands where it must not: ${leaks.join("; ")}`);
}

/** What an answer gives once and never again: values, secrets of links, webhooks and apps, recovery codes, cookies. */
function givenSecrets({ status, headers, body }: Reply): string[] {
  const cookies = headers.getSetCookie().map((cookie) => /=([^;]*)/.exec(cookie)?.[1] ?? "");
  if (status !== 201) return cookies;
  const link = String(body.invitationLink ?? "").split("#")[1];
  // An authenticator's secret stands in its answer twice: to be typed, and in the address of the QR code.
  const factor = [body.secret, body.secret, ...(body.recoveryCodes ?? [])];
  return [body.value, body.tokenValue, body.code, link, ...factor, ...cookies].filter(
    (secret) => typeof secret === "string",
  );
}

/** The passwords and secrets of a request. */
function sentSecrets(body: unknown, { basic }: Credentials): string[] {
  const found: string[] = basic ? [basic[1]] : [];
  JSON.stringify(body, (key, value: unknown) => {
    if (["password", "current", "secret", "verifier", "code"].includes(key) && typeof value === "string")
      found.push(value);
    return value;
  });
  return found;
}

async function send(
  url: string,
  operation: OperationId,
  { id = "", query = {}, body, ...credentials }: CallInput & Credentials,
): Promise<Reply> {
  const route: Route = routes[operation];
  const { method, path } = route;
  const media = bodyMediaOf(route);
  const search = new URLSearchParams(query).toString();
  const answer = await fetch(`${url}${path.replace(/\{\w+\}/, id)}${search && `?${search}`}`, {
    method,
    headers: { ...(body !== undefined && { "content-type": media }), ...headersOf(credentials) },
    ...(body !== undefined && { body: typeof body === "string" ? body : encoded(body, media) }),
  });
  return replyOf(answer);
}

function encoded(body: unknown, media: string): string {
  if (media.endsWith("json")) return JSON.stringify(body);
  return new URLSearchParams(body as Record<string, string>).toString();
}

export async function replyOf(answer: Response): Promise<Reply> {
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : text };
}

export function headersOf({
  bearer,
  basic,
  cookie,
  csrf,
  project,
  headers,
}: Credentials): Record<string, string> {
  return {
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(basic && { authorization: `Basic ${Buffer.from(basic.join(":")).toString("base64")}` }),
    ...(cookie !== undefined && { cookie }),
    ...(csrf !== undefined && { "x-tokenhouse-csrf": csrf }),
    ...(project !== undefined && { "tokenhouse-project": project }),
    ...headers,
  };
}

/** No route answers with a status or a code that its declaration does not name. */
function expectDeclared(operation: OperationId, reply: Reply): void {
  const route: Route = routes[operation];
  const outcome = reply.status === route.answer.status ? "success" : codeOf(reply);
  const declared = refusalsOf(route).map((code) => codeIn(route, code));
  expect(["success", ...declared], `${operation} answered ${reply.text}`).toContain(outcome);
}

/** The code of a refusal, in whichever style it is told. */
export function codeOf({ body }: Reply): string {
  return String(body.exception?.name ?? body.error ?? body.code ?? body.status);
}

/** How a route tells a code. */
export function codeIn(route: Route, code: string): string {
  const told = code as ErrorCode;
  const { refusalStyle = "problem" } = route;
  return {
    problem: code,
    exception: EXCEPTIONS[told] ?? "InternalServerError",
    oauth: OAUTH_ERRORS[told] ?? "server_error",
    // SCIM has words for some refusals alone; all have their status.
    scim: String(ERRORS[told].status),
  }[refusalStyle];
}

/** A project with its rules. */
export async function addProject(
  service: Service,
  slug: string,
  policy: Partial<Project> = {},
): Promise<string> {
  const id = randomUUID();
  const project = { ...newProject({ id, slug, name: slug }), ...policy, createdAtMs: NOON };
  await inChange(service.db, (trx) => insertProject(trx, project));
  return id;
}

export interface Person {
  id: string;
  email: string;
  basic: [string, string];
}

/** A person with the password {@link PASSWORD}, member of a project. */
export async function addMember(
  service: Service,
  projectId: string,
  { email, role, tokenAccess = "inherit" }: { email: string; role: Role; tokenAccess?: TokenAccess },
): Promise<Person> {
  const id = randomUUID();
  const passwordHash = await service.passwords.hash(PASSWORD);
  await inChange(service.db, async (trx) => {
    await insertUser(trx, { id, email, name: email, operator: false, passwordHash, createdAtMs: NOON });
    await insertMember(projectId, trx, { userId: id, role, tokenAccess, createdAtMs: NOON });
  });
  return { id, email, basic: [email, PASSWORD] };
}

export async function addServiceAccount(
  installation: Installation,
  credentials: Credentials,
  { name, role }: { name: string; role: ServiceRole },
): Promise<string> {
  const reply = await installation.call("addServiceAccount", credentials, { body: { name, role } });
  expect(reply.status, reply.text).toBe(201);
  return String(reply.body.serviceAccount.id);
}

/** Signs in, as the page does. */
export async function signIn(
  installation: Installation,
  { email }: Person,
): Promise<Required<Pick<Credentials, "cookie" | "csrf">>> {
  const { status, headers, body } = await installation.call(
    "signIn",
    {},
    { body: { email, password: PASSWORD } },
  );
  expect(status).toBe(200);
  return { cookie: cookiesOf(headers), csrf: String(body.csrfToken) };
}

/** What a browser sends back of the cookies it was given. */
export function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

export interface Minted {
  value: string;
  id: string;
}

/** Generates a token by whatever credential is given: personal, or for a service account. */
export async function mint(
  installation: Installation,
  credentials: Credentials,
  { serviceAccount, ...body }: Record<string, unknown> & { serviceAccount?: string } = {},
): Promise<Minted> {
  const input = {
    body: { lifetimeDays: 30, ...body },
    ...(serviceAccount !== undefined && { id: serviceAccount }),
  };
  const operation = serviceAccount === undefined ? "createToken" : "createServiceToken";
  const reply = await installation.call(operation, credentials, input);
  expect(reply.status, reply.text).toBe(201);
  return { value: String(reply.body.value), id: String(reply.body.token.id) };
}
