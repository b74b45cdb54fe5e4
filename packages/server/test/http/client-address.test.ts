import Fastify from "fastify";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainIp } from "../../src/core/ip.ts";
import { createClientReader } from "../../src/http/client-address.ts";
import type { Installation, Person } from "../fixture.ts";
import { addMember, addProject, mint, startInstallation } from "../fixture.ts";

const TRUSTED = ["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"];

/** [who connects, X-Forwarded-For, where the request came from] */
const CHAINS: [peer: string, chain: string | undefined, address: string][] = [
  ["127.0.0.1", undefined, "127.0.0.1"],
  ["127.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["::FFFF:10.9.9.9", "::ffff:203.0.113.7", "203.0.113.7"],
  ["198.51.100.1", "203.0.113.7", "198.51.100.1"],
  ["::1", "203.0.113.7", "::1"],
  ["10.1.1.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"],
  ["10.1.1.1", "192.0.2.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"],
  ["10.1.1.1", "192.0.2.1,203.0.113.7 , ::ffff:10.0.0.2", "203.0.113.7"],
  ["10.1.1.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
  ["10.1.1.1", "127.0.0.1, 203.0.113.7", "203.0.113.7"],
  ["2001:db8:1::5", "2001:db8:2::7", "2001:db8:2::7"],
  ["2001:db8:1::5", "192.0.2.9, 2001:db8:1::6", "192.0.2.9"],
  ["2001:db8:2::5", "192.0.2.9", "2001:db8:2::5"],
];

/** The framework takes whatever stands in the chain for an address; ours ends at the last one that is. */
const GARBAGE: typeof CHAINS = [
  ["10.1.1.1", "unknown", "10.1.1.1"],
  ["10.1.1.1", "", "10.1.1.1"],
  ["10.1.1.1", "203.0.113.7, <script>", "10.1.1.1"],
  ["10.1.1.1", "203.0.113.7, unknown, 10.0.0.2", "10.0.0.2"],
  ["10.1.1.1", "203.0.113.7,,10.0.0.2", "10.0.0.2"],
  ["10.1.1.1", "203.0.113.7:4711", "10.1.1.1"],
  ["10.1.1.1", "[2001:db8::1]", "10.1.1.1"],
  ["10.1.1.1", "fe80::1%eth0", "10.1.1.1"],
  ["10.1.1.1", "203.0.113.007", "10.1.1.1"],
  ["10.1.1.1", "203.0.113.0/24", "10.1.1.1"],
];

function requestFrom(peer: string, chain: string | undefined): IncomingMessage {
  const headers = { ...(chain !== undefined && { "x-forwarded-for": chain }) };
  return { socket: { remoteAddress: peer }, headers } as IncomingMessage;
}

test.each([...CHAINS, ...GARBAGE])(
  "a request of %s with the chain %j comes from %s",
  (peer, chain, address) => {
    expect(createClientReader(TRUSTED)(requestFrom(peer, chain)).address).toBe(address);
  },
);

test("without a trusted proxy every request comes from whoever connects", () => {
  for (const [peer, chain] of [...CHAINS, ...GARBAGE]) {
    const client = createClientReader([])(requestFrom(peer, chain));
    expect(client).toEqual({ address: plainIp(peer), viaTrustedProxy: false });
  }
});

test("the framework reads the same address out of every chain of addresses", async () => {
  const server = Fastify({ trustProxy: TRUSTED });
  server.get("/", (request) => plainIp(request.ip));
  for (const [peer, chain, address] of CHAINS) {
    const headers = { ...(chain !== undefined && { "x-forwarded-for": chain }) };
    const answer = await server.inject({ url: "/", remoteAddress: peer, headers });
    expect(answer.body, `${peer} ${chain}`).toBe(address);
  }
  await server.close();
});

let installation: Installation;
let owner: Person;

beforeAll(async () => {
  installation = await startInstallation({ trustProxy: TRUSTED });
  const projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
});
afterAll(() => installation.stop());

test("a proxy's question and a route of ours see one and the same address, garbage or not", async () => {
  const { url, call, flush } = installation;
  for (const [peer, chain = ""] of [...CHAINS, ...GARBAGE]) {
    const { value, id } = await mint(installation, { basic: owner.basic }, { name: `${peer} ${chain}` });
    const seen = [];
    for (const path of ["/auth/forward", "/v1/me"]) {
      const headers = { authorization: `Bearer ${value}`, "x-forwarded-for": chain };
      expect((await fetch(url + path, { headers })).status).toBe(200);
      await flush();
      seen.push((await call("getToken", { bearer: value }, { id })).body.lastUsedIp);
    }
    expect(seen[0], chain).toBe(seen[1]);
  }
});
