import type { Operations } from "./api.gen.ts";
import { operations } from "./api.gen.ts";
import { TokenhouseError } from "./errors.ts";
import type { ExpiryWarning } from "./expiry-warning.ts";
import { readWarning, warnOnce } from "./expiry-warning.ts";

export type * from "./api.gen.ts";
export { TokenhouseError } from "./errors.ts";
export { wordWarning } from "./expiry-warning.ts";
export type { ExpiryWarning } from "./expiry-warning.ts";

/** Where the server is and who calls. */
export interface ClientOptions {
  /** The server's address, with its sub-path if it has one: `https://tokens.example.com`. */
  url: string;
  /** The access token to call with. In a browser leave it out: the session cookie goes along by itself. */
  token?: string;
  /** A person's e-mail address and password instead of a token: for `createToken`, `createApiAccessToken` and `getMe` alone. */
  basic?: {
    email: string;
    password: string;
    /** For whoever has a second factor: a one-time code, good once, or a recovery code. */
    code?: string;
  };
  /** The slug of the project that is meant, for a caller with several. */
  project?: () => string | undefined;
  /** The session's CSRF token, for a page. */
  csrfToken?: () => string | undefined;
  /** Gives up on a call after so many milliseconds. Default 30 000. */
  timeoutMs?: number;
  /** Told by each answer that says so that the token ends soon. Default: a line on the console, once. */
  onWarning?: (warning: ExpiryWarning) => void;
}

type OperationId = keyof Operations;
type Input<K extends OperationId> = Omit<Operations[K], "answer">;

/** What every call can be given besides. */
interface CallOptions {
  /** Lets the caller give up before the answer is there. */
  signal?: AbortSignal;
}

type Answer<K extends OperationId> = Operations[K]["answer"];
type MayBeLeftOut<T> = { [P in keyof T]: Partial<T[P]> extends T[P] ? P : never }[keyof T];
type Loose<T> = Partial<Pick<T, MayBeLeftOut<T>>> & Omit<T, MayBeLeftOut<T>>;
type Arguments<K extends OperationId> =
  Partial<Loose<Input<K>>> extends Loose<Input<K>>
    ? [input?: Loose<Input<K>> & CallOptions]
    : [input: Loose<Input<K>> & CallOptions];

/** One method for each operation of the API. */
export type Client = { [K in OperationId]: (...input: Arguments<K>) => Promise<Answer<K>> };

interface AnyInput extends CallOptions {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: Record<string, unknown>;
}

/**
 * A client typed over every route. Each method resolves with the answer, or rejects with a {@link TokenhouseError}.
 *
 * @example
 * const client = createClient({ url: "http://127.0.0.1:4980", token: process.env.TOKENHOUSE_TOKEN });
 * const { items } = await client.listTokens({ query: { status: "active" } });
 */
export function createClient(options: ClientOptions): Client {
  const methods = Object.entries(operations).map(([operationId, operation]) => [
    operationId,
    (input: AnyInput = {}) => call(options, operation, input),
  ]);
  return Object.fromEntries(methods) as Client;
}

type Operation = (typeof operations)[OperationId];

async function call(options: ClientOptions, operation: Operation, input: AnyInput): Promise<unknown> {
  const answer = await send(options, operation, input);
  const warning = readWarning(answer.headers);
  if (warning) (options.onWarning ?? warnOnce)(warning);
  if (answer.status === 204) return undefined;
  // RFC 7009 wants 200 where there is nothing to say.
  if (answer.ok && operation.form && answer.headers.get("content-length") === "0") return undefined;
  const body = await bodyOf(answer);
  if (answer.ok && body !== undefined) return body;
  throw new TokenhouseError(
    problemIn(body, answer.status) ?? {
      code: "network",
      detail: `The answer (${answer.status}) is not one of Tokenhouse's`,
    },
    Number(answer.headers.get("retry-after")) || undefined,
  );
}

async function send(
  options: ClientOptions,
  { method, path, form = false }: Operation,
  { params = {}, query = {}, body, signal }: AnyInput,
): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const url = new URL(options.url.replace(/\/$/, "") + filled);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  try {
    return await fetch(url, {
      method,
      headers: headersFor(options, body !== undefined && !form),
      body: body === undefined ? null : encoded(body, form),
      // An address that answers elsewhere is a mistake or a trap: a credential does not follow it.
      redirect: "error",
      credentials: credentialsOf(options),
      signal: AbortSignal.any([
        AbortSignal.timeout(options.timeoutMs ?? 30_000),
        ...(signal ? [signal] : []),
      ]),
    });
  } catch (cause) {
    const error = new TokenhouseError({ code: "network", detail: `No answer from ${url.origin}` });
    throw Object.assign(error, { cause });
  }
}

/** What names the caller is sent alone: with the browser's session beside it the server would refuse both. */
function credentialsOf({ token, basic }: ClientOptions): "same-origin" | "omit" {
  return token === undefined && basic === undefined ? "same-origin" : "omit";
}

/** A form says by itself what it is. */
function encoded(body: Record<string, unknown>, form: boolean): string | URLSearchParams {
  return form ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body);
}

function headersFor(
  { token, basic, project, csrfToken }: ClientOptions,
  isJson: boolean,
): Record<string, string> {
  const slug = project?.();
  const csrf = csrfToken?.();
  return {
    accept: "application/json, text/csv",
    ...(isJson && { "content-type": "application/json" }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(basic && { authorization: `Basic ${base64(`${basic.email}:${basic.password}`)}` }),
    ...(basic?.code !== undefined && { "tokenhouse-code": basic.code }),
    ...(slug !== undefined && { "tokenhouse-project": slug }),
    ...(csrf !== undefined && { "x-tokenhouse-csrf": csrf }),
  };
}

/** Of its UTF-8 (RFC 7617 §2.1). */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await (answer.headers.get("content-type")?.startsWith("text/csv") ? answer.text() : answer.json());
  } catch {
    return undefined;
  }
}

/** What a refusal says: problem details, or what OAuth's routes answer (RFC 6749 §5.2). */
function problemIn(body: unknown, status: number): { code: string; detail: string } | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if ("code" in body && "detail" in body) return body as { code: string; detail: string };
  if (!("error" in body && "error_description" in body)) return undefined;
  const detail = String(body.error_description);
  return Object.assign({ code: String(body.error), detail }, { status });
}
