import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.ts";
import type { Reply } from "../fixture.ts";
import type { Bend, Known, TestProvider } from "./provider.ts";
import { signedByHmac, signedByStranger, startProvider } from "./provider.ts";
import type { IdentityWorld } from "./world.ts";
import { startIdentityWorld, stranger } from "./world.ts";

/* What a provider, whoever sits in between, and whoever holds somebody else's answer can do: nobody is signed in. */

let world: IdentityWorld;

beforeAll(async () => {
  world = await startIdentityWorld("*=main/member");
});
afterAll(() => world.stop());
afterEach(() => {
  world.provider.bend = {};
  world.team.clock.nowMs = Date.now();
});

async function people({ team }: IdentityWorld): Promise<number> {
  return (await team.service.db.selectFrom("users").select("id").execute()).length;
}

/** Refused as all are, and nothing is left of it. */
async function expectRefused(act: () => Promise<Reply>, of: IdentityWorld = world) {
  const before = await people(of);
  const reply = await act();
  expect([reply.status, reply.body.code], reply.text).toEqual([401, "identity_refused"]);
  expect(reply.headers.getSetCookie().filter((cookie) => cookie.includes("session"))).toEqual([]);
  expect(await people(of)).toBe(before);
  return reply;
}

const seconds = () => Math.floor(Date.now() / 1000);

const TOKENS: Record<string, [why: RegExp, bend: (provider: TestProvider) => Bend]> = {
  "another issuer's": [/iss/, () => ({ claims: { iss: "https://evil.example" } })],
  "for another client": [/aud/, () => ({ claims: { aud: "another" } })],
  "for several clients, given to another": [
    /azp/,
    () => ({ claims: { aud: ["tokenhouse", "another"], azp: "another" } }),
  ],
  "of another sign-in (nonce)": [/nonce/, () => ({ claims: { nonce: "another" } })],
  "of no sign-in (without nonce)": [/nonce/, () => ({ claims: { nonce: undefined } })],
  "not signed (alg none)": [/alg/, () => ({ header: { alg: "none" }, sign: () => "" })],
  "not signed, by a provider that takes none": [
    /alg/,
    () => ({
      header: { alg: "none" },
      sign: () => "",
      discovery: { id_token_signing_alg_values_supported: ["none", "RS256"] },
    }),
  ],
  "signed by HS256 with the public key": [
    /algorithm/,
    ({ publicKeyPem }) => ({
      header: { alg: "HS256" },
      sign: signedByHmac(publicKeyPem),
      discovery: { id_token_signing_alg_values_supported: ["HS256", "RS256"] },
    }),
  ],
  "signed by a key that is not the provider's": [/signature/, () => ({ sign: signedByStranger })],
  "of a clock ten minutes slow": [/exp/, () => ({ claims: { iat: seconds() - 600, exp: seconds() - 300 } })],
  "of a clock ten minutes slow, which lasts": [
    /not issued now/,
    () => ({ claims: { iat: seconds() - 600, exp: seconds() + 300 } }),
  ],
  "of a clock ten minutes fast": [
    /not issued now/,
    () => ({ claims: { iat: seconds() + 600, exp: seconds() + 900 } }),
  ],
  "without a subject": [/sub/, () => ({ claims: { sub: undefined } })],
  "without an end": [/exp/, () => ({ claims: { exp: undefined } })],
};

describe("B-40: an ID token", () => {
  test.each(Object.entries(TOKENS))("%s signs nobody in", async (_, [why, bend]) => {
    // What the provider says of itself is kept for a while: it lies from the beginning here.
    const own = await startIdentityWorld("*=main/member");
    try {
      own.provider.bend = bend(own.provider);
      const { body } = await expectRefused(() => own.arrive(stranger()), own);
      expect(body.detail).toBe("The identity provider's answer was not accepted: sign in again");
      expect(own.provider.refused).toEqual([expect.stringMatching(why)]);
    } finally {
      await own.stop();
    }
  });

  test("that is as it should be signs in", async () => {
    const { status, body } = await world.arrive(stranger());
    expect(status).toBe(200);
    expect(body.session.projects).toMatchObject([{ slug: "main", role: "member" }]);
  });
});

const ANSWERS: Record<string, [why: RegExp, bend: (answer: URLSearchParams) => void]> = {
  "without state": [/state/, (answer) => answer.delete("state")],
  "with another's state": [/state/, (answer) => answer.set("state", "another")],
  "with two states": [/state/, (answer) => answer.append("state", "another")],
  "by another issuer": [/iss/, (answer) => answer.set("iss", "https://evil.example")],
  "by an issuer that is not named": [/iss/, (answer) => answer.delete("iss")],
  "without a code": [/code/, (answer) => answer.delete("code")],
  "with a code that was never given": [/error/, (answer) => answer.set("code", "another")],
  "that is an error": [
    /error/,
    (answer) => {
      answer.delete("code");
      answer.set("error", "access_denied");
    },
  ],
};

describe("B-40: an answer", () => {
  test.each(Object.entries(ANSWERS))("%s signs nobody in", async (_, [why, bend]) => {
    const { cookie, answer } = await world.depart(stranger());
    const bent = new URLSearchParams(answer);
    bend(bent);
    world.provider.refused.length = 0;
    await expectRefused(() => world.comeBack({ cookie, answer: bent.toString() }));
    expect(world.provider.refused).toEqual([expect.stringMatching(why)]);
  });

  test("that has been used signs nobody in again", async () => {
    const browser = await world.depart(stranger());
    expect((await world.comeBack(browser)).status).toBe(200);
    await expectRefused(() => world.comeBack(browser));
  });

  test("that was meant for another browser signs nobody in: neither whoever stole it, nor whoever is sent it", async () => {
    const [mine, theirs] = [await world.depart(stranger()), await world.depart(stranger())];
    await expectRefused(() => world.comeBack({ ...mine, answer: theirs.answer }));
    await expectRefused(() => world.comeBack({ cookie: "", answer: mine.answer }));
    const twice = `${mine.cookie}; ${theirs.cookie}`;
    await expectRefused(() => world.comeBack({ cookie: twice, answer: mine.answer }));
  });

  test("that comes too late signs nobody in", async () => {
    const browser = await world.depart(stranger());
    world.team.clock.nowMs += LIMITS.identityFlowSeconds * 1000;
    await expectRefused(() => world.comeBack(browser));
  });

  test("to 64 at once signs in one, also where the provider takes its code each time", async () => {
    world.provider.bend = { isCareless: true };
    const browser = await world.depart(stranger());
    const replies = await Promise.all(Array.from({ length: 64 }, () => world.comeBack(browser)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 63 }, () => 401),
    ]);
  });
});

test.each<[string, Partial<Known>]>([
  ["is not verified", { email_verified: false }],
  ["may be verified or not", { email_verified: undefined }],
  ["is verified in writing", { email_verified: "true" }],
  ["is missing", { email: undefined }],
])("B-40: an e-mail address that %s lets nobody in", async (_, claims) => {
  await expectRefused(() => world.arrive(stranger(claims)));
});

test("B-40: a subject of another issuer is somebody else, and not the account's owner by its address either", async () => {
  const ada = stranger();
  const { body: first } = await world.arrive(ada);
  const other = await startProvider();
  const { signInPolicy } = world.team.service;
  world.team.service.signInPolicy = { ...signInPolicy, provider: other.asked };
  const arrive = async (person: Known) => {
    const { body, headers } = await world.team.call("beginIdentification");
    const cookie = headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    return world.comeBack({ cookie, answer: other.authorize(body.url, person) });
  };
  try {
    const { body } = await arrive(stranger({ sub: ada.sub }));
    expect(body.session.user.id).not.toBe(first.session.user.id);
    await expectRefused(() => arrive({ ...ada, sub: "another" }));
    await expectRefused(() => arrive({ ...ada, sub: "one more", groups: ["owners"] }));
  } finally {
    world.team.service.signInPolicy = signInPolicy;
    await other.stop();
  }
});

test("an address that was given to somebody else opens nothing of whoever had it", async () => {
  const left = stranger();
  await world.arrive(left);
  await expectRefused(() => world.arrive({ ...left, sub: "successor" }));
});

type Bent = NonNullable<Bend["answers"]>;
const JSON_TYPE = { "content-type": "application/json" };
const HUGE: Bent[keyof Bent] = (_, reply) => {
  reply.writeHead(200, JSON_TYPE).end(JSON.stringify({ keys: [], padding: "x".repeat(70_000) }));
};
const ENDLESS: Bent[keyof Bent] = (_, reply) => {
  const write = () => void (reply.destroyed || reply.write("x".repeat(10_000), () => setImmediate(write)));
  reply.writeHead(200, JSON_TYPE);
  write();
};

test.each<[string, Bend]>([
  ["never answers", { answers: { "/jwks": () => undefined } }],
  ["answers with keys without end", { answers: { "/jwks": ENDLESS } }],
  ["answers with huge keys", { answers: { "/jwks": HUGE } }],
  ["answers with a huge token", { answers: { "/token": HUGE } }],
  [
    "sends on to somebody else",
    {
      answers: {
        "/.well-known/openid-configuration": (_, reply) =>
          void reply.writeHead(302, { location: "http://169.254.169.254/" }).end(),
      },
    },
  ],
  ["is down", { answers: { "/token": (_, reply) => void reply.writeHead(503).end() } }],
  ["has its keys at the cloud's own address", { discovery: { jwks_uri: "http://169.254.169.254/latest" } }],
])("B-40, B-41: a provider that %s holds up nobody and lets nobody in", async (_, bend) => {
  const own = await startIdentityWorld("*=main/member");
  try {
    own.provider.bend = bend;
    const answered = own.arrive(stranger()).catch((error: unknown) => error);
    const reply = (await answered) as Reply;
    expect([401, 503]).toContain(reply.status);
    expect(reply.headers.getSetCookie().filter((cookie) => cookie.includes("session"))).toEqual([]);
  } finally {
    await own.stop();
  }
});
