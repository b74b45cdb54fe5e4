import { createHash, randomBytes } from "node:crypto";

/** Whoever signs in. The visitor is a member whose sessions and password may end. */
export const PEOPLE = ["owner", "admin", "member", "visitor"] as const;

/** The tokens that requests show or ask about. */
export const TOKENS = [...PEOPLE, "narrow", "verifier", "limited", "revoked", "deleted"] as const;

export const SPARES = 10;

/** Everything that a request may name as `{{name}}`, with what it is in this round. */
export interface World {
  names: ReadonlyMap<string, string>;
  /** What may stand in no answer. */
  secrets: readonly string[];
  /** Gives the verifier's lease back. */
  close: () => Promise<void>;
}

type Named = (typeof PEOPLE)[number];

interface Session {
  cookie: string;
  csrf: string;
}

/** Whoever runs the installation, and signs in once for all rounds. */
export interface Keeper extends Session {
  email: string;
  password: string;
  /** A project that may be closed at will. */
  spareProject: string;
}

/** A project with people, tokens and a verifier of its own, so that a round finds what the one before has ended. */
export async function openWorld(url: string, keeper: Keeper): Promise<World> {
  const slug = `p-${randomBytes(6).toString("hex")}`;
  const names = new Map([
    ["slug", slug],
    ["project", keeper.spareProject],
  ]);
  const secrets: string[] = [keeper.password, keeper.cookie];
  const asKeeper = { as: keeper, slug };
  await ask(url, "POST /v1/projects", { as: keeper, body: { name: slug, slug } });
  await ask(url, "PATCH /v1/settings", { ...asKeeper, body: { everyoneMayGenerate: true } });
  const sessions = Object.fromEntries(
    await Promise.all(
      PEOPLE.map(async (name) => [name, await addPerson(url, asKeeper, { name, slug, names })]),
    ),
  ) as Record<Named, Session>;
  for (const name of PEOPLE) secrets.push(names.get(`password.${name}`) ?? "", sessions[name].cookie);
  names.set("session.keeper", keeper.cookie).set("csrf.keeper", keeper.csrf);
  await addTokens(url, { sessions, names, slug });
  for (const token of TOKENS) secrets.push(names.get(`value.${token}`) ?? "");
  await addRest(url, { sessions, names, slug });
  secrets.push(names.get("invitation") ?? "");
  return { names, secrets, close: keepLease(url, names) };
}

/** Renews the verifier's lease all the time, so that no revocation has to wait for its end. */
function keepLease(url: string, names: ReadonlyMap<string, string>): () => Promise<void> {
  const path = `/v1/verifiers/${names.get("verifier")}`;
  const bearer = names.get("value.verifier") ?? "";
  const over = new AbortController();
  const renewing = (async () => {
    for (let applied = 0; !over.signal.aborted;) {
      const body = { applied, wait: applied > 0 };
      const { revision } = await ask<{ revision: number }>(url, `POST ${path}/lease`, { bearer, body });
      applied = revision;
    }
    await ask(url, `DELETE ${path}`, { bearer });
    // Another may have ended the lease, or the token that renews it.
  })().catch(() => undefined);
  return async () => {
    over.abort();
    await renewing;
  };
}

interface Making {
  sessions: Record<Named, Session>;
  names: Map<string, string>;
  slug: string;
}

async function addPerson(
  url: string,
  asKeeper: Asking,
  { name, slug, names }: { name: Named; slug: string; names: Map<string, string> },
): Promise<Session> {
  const email = `${name}@${slug}.example`;
  const role = name === "visitor" ? "member" : name;
  const password = randomBytes(15).toString("base64url");
  const { member } = await ask<{ member: Made }>(url, "POST /v1/members", {
    ...asKeeper,
    body: { email, name, role, password },
  });
  const session = await signIn(url, { email, password });
  names.set(`email.${name}`, email).set(`password.${name}`, password).set(`member.${name}`, member.id);
  names.set(`session.${name}`, session.cookie).set(`csrf.${name}`, session.csrf);
  names.set(`basic.${name}`, Buffer.from(`${email}:${password}`).toString("base64"));
  return session;
}

async function addTokens(url: string, { sessions, names, slug }: Making): Promise<void> {
  const asOwner = { as: sessions.owner, slug };
  const mint = async (name: string, asking: Asking, path = "/v1/tokens") => {
    const { value, token } = await ask<{ value: string; token: Made }>(url, `POST ${path}`, asking);
    names.set(`id.${name}`, token.id).set(`value.${name}`, value);
    names.set(`digest.${name}`, createHash("sha256").update(value).digest("hex"));
    names.set(`client.${name}`, Buffer.from(`${token.id}:${value}`).toString("base64"));
  };
  const account = async (name: string, role: string) => {
    const body = { name, role };
    const { serviceAccount } = await ask<{ serviceAccount: Made }>(url, "POST /v1/service-accounts", {
      ...asOwner,
      body,
    });
    names.set(`account.${name}`, serviceAccount.id);
    return `/v1/service-accounts/${serviceAccount.id}/tokens`;
  };
  const lifetimeDays = 30;
  await Promise.all([
    ...PEOPLE.map((role) => mint(role, { as: sessions[role], slug, body: { name: role, lifetimeDays } })),
    mint("narrow", { ...asOwner, body: { lifetimeDays, scopes: ["orders:read"] } }),
    mint("limited", { ...asOwner, body: { lifetimeDays, rateLimit: { requests: 3, windowSeconds: 60 } } }),
    mint("revoked", { ...asOwner, body: { lifetimeDays } }),
    mint("deleted", { ...asOwner, body: { lifetimeDays } }),
    mint("verifier", { ...asOwner, body: { lifetimeDays } }, await account("checker", "verifier")),
    mint("spare0", { ...asOwner, body: { lifetimeDays } }, await account("machine", "member")),
    ...Array.from({ length: SPARES - 1 }, (_, n) =>
      mint(`spare${n + 1}`, { as: sessions[PEOPLE[n % 3] ?? "owner"], slug, body: { lifetimeDays } }),
    ),
  ]);
  for (const name of ["revoked", "deleted"]) {
    await ask(url, `POST /v1/tokens/${names.get(`id.${name}`)}/revoke`, { ...asOwner, body: {} });
  }
  await ask(url, `DELETE /v1/tokens/${names.get("id.deleted")}`, asOwner);
}

async function addRest(url: string, { sessions, names, slug }: Making): Promise<void> {
  const asOwner = { as: sessions.owner, slug };
  const email = `guest@${slug}.example`;
  const { invitationLink } = await ask<{ invitationLink: string }>(url, "POST /v1/members", {
    ...asOwner,
    body: { email, name: "guest", role: "member" },
  });
  names.set("invitation", invitationLink.split("#")[1] ?? "");
  const bearer = names.get("value.verifier") ?? "";
  const verifier = await ask<Made>(url, "POST /v1/verifiers", {
    bearer,
    body: { name: "sdk", mode: "memory" },
  });
  names.set("verifier", verifier.id);
  const { webhook } = await ask<{ webhook: Made }>(url, "POST /v1/webhooks", {
    ...asOwner,
    body: { url: "https://nobody.invalid/", events: ["token.created", "token.revoked"] },
  });
  names.set("webhook", webhook.id);
  for (const [name, path] of [
    ["tokens", "/v1/tokens"],
    ["project", "/v1/project/tokens"],
    ["audit", "/v1/audit"],
  ]) {
    const { nextCursor } = await ask<{ nextCursor: string }>(url, `GET ${path}?limit=1`, asOwner);
    names.set(`cursor.${name}`, nextCursor);
  }
  const { items } = await ask<{ items: Made[] }>(url, "GET /v1/sessions", asOwner);
  names.set("ownSession", String(items[0]?.id));
}

/** Signs in as whoever runs the installation. */
export async function openKeeper(
  url: string,
  { email, password }: Pick<Keeper, "email" | "password">,
): Promise<Keeper> {
  const session = await signIn(url, { email, password });
  const { project } = await ask<{ project: Made }>(url, "POST /v1/projects", {
    as: session,
    body: { name: "Spare", slug: "spare" },
  });
  return { ...session, email, password, spareProject: project.id };
}

async function signIn(url: string, body: { email: string; password: string }): Promise<Session> {
  const response = await fetch(`${url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const [, cookie] = /^tokenhouse_session=([^;]+)/.exec(response.headers.getSetCookie().join("\n")) ?? [];
  const { csrfToken } = (await response.json()) as { csrfToken?: string };
  if (cookie === undefined || csrfToken === undefined)
    throw new Error(`Signing in is answered with ${response.status}`);
  return { cookie, csrf: csrfToken };
}

interface Made {
  id: string;
}

interface Asking {
  as?: Session;
  bearer?: string;
  slug?: string;
  body?: object;
}

/** Asks for something that has to be granted. */
async function ask<T = unknown>(url: string, what: string, { as, bearer, slug, body }: Asking): Promise<T> {
  const [method = "", path] = what.split(" ");
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(as && { cookie: `tokenhouse_session=${as.cookie}`, "x-tokenhouse-csrf": as.csrf }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(slug !== undefined && { "tokenhouse-project": slug }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} is answered with ${response.status} ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}
