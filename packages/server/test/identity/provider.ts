import type { KeyObject } from "node:crypto";
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { IdentityProvider } from "../../src/core/identity-provider.ts";
import { openIdentityProvider } from "../../src/oidc/provider.ts";

type Json = Record<string, unknown>;
type Answers = (request: IncomingMessage, reply: ServerResponse) => void;

/** How the provider's answers are bent; left alone, it is an honest one. */
export interface Bend {
  claims?: Json;
  header?: Json;
  /** Signs what stands before the last dot; without it, by its own key. */
  sign?: (signed: string) => string;
  discovery?: Json;
  /** Answers for it, at one of its paths. */
  answers?: Readonly<Record<string, Answers>>;
  /** Takes a code more than once, and any verifier. */
  isCareless?: true;
}

/** Who signs in there. */
export interface Known extends Json {
  sub: string;
}

/** Somebody on their way, by the code that they were given. */
interface Given {
  person: Known;
  nonce: string;
  challenge: string;
}

export interface TestProvider {
  issuer: string;
  bend: Bend;
  /** Why somebody was refused, as an operator is told. */
  refused: string[];
  /** As the product asks it. */
  asked: IdentityProvider;
  /** What somebody's browser does there: answers the query that it comes back with. */
  authorize: (url: string, person: Known) => string;
  publicKeyPem: string;
  stop: () => Promise<void>;
}

const CLIENT = { id: "tokenhouse", secret: "a-secret-of-the-tests-alone" };
const KID = "first";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });

const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An OpenID provider that can be made to lie. */
export async function startProvider({ trustEmail = false } = {}): Promise<TestProvider> {
  const codes = new Map<string, Given>();
  const server = createServer((request, reply) => void serve(provider, codes, { request, reply }));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const refused: string[] = [];
  const provider: TestProvider = {
    issuer,
    bend: {},
    refused,
    publicKeyPem: keys.publicKey.export({ type: "spki", format: "pem" }).toString(),
    asked: openIdentityProvider({
      issuer: new URL(issuer),
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      name: "Acme ID",
      scopes: "openid email profile",
      groupsClaim: "groups",
      trustEmail,
      onRefused: (reason) => refused.push(reason),
      now: () => Date.now(),
      monotonic: () => performance.now(),
    }),
    authorize(url, person) {
      const { searchParams } = new URL(url);
      const asked = (name: string) => searchParams.get(name) ?? "";
      const code = randomBytes(16).toString("hex");
      codes.set(code, { person, nonce: asked("nonce"), challenge: asked("code_challenge") });
      return new URLSearchParams({ code, state: asked("state"), iss: issuer }).toString();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return provider;
}

async function serve(
  { issuer, bend }: TestProvider,
  codes: Map<string, Given>,
  { request, reply }: { request: IncomingMessage; reply: ServerResponse },
): Promise<void> {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const bent = bend.answers?.[path];
  if (bent) return bent(request, reply);
  const form = new URLSearchParams(await text(request));
  const answers: Partial<Record<string, () => Json | undefined>> = {
    "/.well-known/openid-configuration": () => ({ ...discovery(issuer), ...bend.discovery }),
    "/jwks": () => ({ keys: [jwkOf(keys.publicKey)] }),
    "/token": () => {
      const given = redeem(codes, form, { ...bend, authorization: request.headers.authorization ?? "" });
      return (
        given && {
          access_token: "for-nothing",
          token_type: "Bearer",
          id_token: idTokenFor(given, issuer, bend),
        }
      );
    },
  };
  const answer = answers[path]?.();
  reply.writeHead(answer ? 200 : 400, { "content-type": "application/json" });
  reply.end(JSON.stringify(answer ?? { error: "invalid_grant" }));
}

function redeem(
  codes: Map<string, Given>,
  form: URLSearchParams,
  { isCareless, authorization }: Pick<Bend, "isCareless"> & { authorization: string },
): Given | undefined {
  const code = form.get("code") ?? "";
  const given = codes.get(code);
  if (!isCareless) codes.delete(code);
  const verifier = form.get("code_verifier") ?? "";
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  // RFC 6749 §2.3.1: each of the two as in a form.
  const credentials = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  const isClient = decodeURIComponent(credentials) === `${CLIENT.id}:${CLIENT.secret}`;
  return isClient && (isCareless || given?.challenge === challenge) ? given : undefined;
}

function idTokenFor({ person, nonce }: Given, issuer: string, bend: Bend): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: CLIENT.id, iat: now, exp: now + 300, nonce, ...person, ...bend.claims };
  const signed = `${encode({ alg: "RS256", kid: KID, ...bend.header })}.${encode(claims)}`;
  const byItself = () => sign("sha256", Buffer.from(signed), keys.privateKey).toString("base64url");
  return `${signed}.${bend.sign?.(signed) ?? byItself()}`;
}

function jwkOf(key: KeyObject): Json {
  return { ...key.export({ format: "jwk" }), kid: KID, alg: "RS256", use: "sig" };
}

function discovery(issuer: string): Json {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    authorization_response_iss_parameter_supported: true,
  };
}

/** As somebody would sign who mistakes a public key for a shared secret. */
export function signedByHmac(key: string): (signed: string) => string {
  return (signed) => createHmac("sha256", key).update(signed).digest("base64url");
}

/** By a key that is nobody's. */
export function signedByStranger(signed: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return sign("sha256", Buffer.from(signed), privateKey).toString("base64url");
}
