import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Installation } from "../fixture.ts";
import { mint, PASSWORD } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import type { Shell } from "./shell.ts";
import { openShell } from "./shell.ts";

let team: Installation & Team;
let other: Installation & Team;
let shell: Shell;

beforeAll(async () => {
  [team, other] = await Promise.all([startTeam(), startTeam()]);
});
afterAll(() => Promise.all([team.stop(), other.stop()]));
beforeEach(() => {
  shell = openShell({});
});
afterEach(() => shell.clear());

const kept = () => JSON.parse(readFileSync(shell.configFile, "utf8"));

async function signInWithToken(): Promise<string> {
  const { value } = await mint(team, team.owner.session);
  const { code, stderr } = await shell.run(["login", "--url", team.url], { stdin: `${value}\n` });
  expect(code, stderr).toBe(0);
  return value;
}

test("whoever signs in with a token on stdin is somebody from then on, until they sign out", async () => {
  expect(await shell.run(["whoami", "--url", team.url])).toMatchObject({ code: 4 });
  const value = await signInWithToken();
  expect(statSync(shell.configFile).mode & 0o777).toBe(0o600);
  const { stdout } = await shell.run(["whoami"]);
  expect(JSON.parse(stdout)).toMatchObject({ user: { email: team.owner.email }, project: { slug: "main" } });
  expect((await shell.run(["logout"])).code).toBe(0);
  expect(readFileSync(shell.configFile, "utf8")).not.toContain(value);
  expect(await shell.run(["whoami", "--url", team.url])).toMatchObject({ code: 4 });
  // Whoever brought a token keeps it.
  const { status } = await team.call("getMe", { bearer: value });
  expect(status).toBe(200);
});

test("on a terminal e-mail and password generate a token for this machine, and signing out revokes it", async () => {
  const typed = await shell.type(
    ["login", "--url", team.url],
    [
      ["E-mail", `${team.owner.email}\r`],
      ["Password", `${PASSWORD}\r`],
    ],
  );
  expect(typed, typed.stdout).toMatchObject({ code: 0 });
  expect(typed.stdout).toContain(`Signed in at ${team.url} as ${team.owner.email}`);
  expect(typed.stdout).not.toContain(PASSWORD);
  const { token } = kept().profiles.default;
  expect(typed.stdout).not.toContain(token);
  expect((await shell.type(["whoami"], [])).stdout).toContain(team.owner.email);
  expect((await shell.run(["logout"])).code).toBe(0);
  expect((await team.call("getMe", { bearer: token })).status).toBe(401);
});

test("a token that was generated is kept before anything else is asked, so that it can be revoked", async () => {
  const server = createServer((request, response) => {
    const [status, body] =
      request.method === "POST" ? [201, { value: "th_kept", token: { id: "1" } }] : [404, {}];
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const typed = await shell.type(
    ["login", "--url", `http://127.0.0.1:${port}`, "--email", team.owner.email],
    [["Password", `${PASSWORD}\r`]],
  );
  server.close();
  expect(typed.code, typed.stdout).toBe(7);
  expect(kept().profiles.default).toMatchObject({ token: "th_kept", ownTokenId: "1" });
});

test("a wrong password says so, and nothing is kept; Ctrl-C in the middle ends with 2", async () => {
  const wrong = await shell.type(
    ["login", "--url", team.url, "--email", team.owner.email],
    [["Password", "not the password\r"]],
  );
  expect(wrong).toMatchObject({ code: 4 });
  const cancelled = await shell.type(["login", "--url", team.url], [["E-mail", "\x03"]]);
  expect(cancelled).toMatchObject({ code: 2, stdout: expect.stringContaining("Cancelled") });
  expect(existsSync(shell.configFile)).toBe(false);
});

test("the token that is kept goes to no other server than the one that it is from", async () => {
  const value = await signInWithToken();
  for (const where of [{ args: ["--url", other.url] }, { env: { TOKENHOUSE_URL: other.url } }]) {
    const ran = await shell.run(["whoami", ...(where.args ?? [])], { env: where.env ?? {} });
    expect(ran).toMatchObject({ code: 4, stderr: expect.stringContaining("Nobody is signed in at") });
  }
  await other.flush();
  expect(other.logLines.join("\n")).not.toContain(value);
});

test("profiles are several sign-ins, of which the last one counts unless another is named", async () => {
  await signInWithToken();
  const { value } = await mint(other, other.admin.session);
  const there = await shell.run(["login", "--url", other.url, "--profile", "there"], { stdin: value });
  expect(there.code, there.stderr).toBe(0);
  const whoIs = async (args: string[], env = {}) => {
    const { stdout, stderr } = await shell.run(["whoami", ...args], { env });
    return JSON.parse(stdout || `{"failed":${JSON.stringify(stderr)}}`).role;
  };
  expect(await whoIs([])).toBe("admin");
  expect(await whoIs(["--profile", "default"])).toBe("owner");
  expect(await whoIs([], { TOKENHOUSE_PROFILE: "default" })).toBe("owner");
  await shell.run(["logout", "--profile", "there"]);
  expect(await whoIs([])).toBe("owner");
});

test("a token of the environment or of a file counts more than the one that is kept", async () => {
  await signInWithToken();
  const { value } = await mint(team, team.admin.session);
  const file = `${shell.home}/token`;
  writeFileSync(file, `${value}\n`);
  for (const env of [{ TOKENHOUSE_TOKEN: value }, { TOKENHOUSE_TOKEN_FILE: file }]) {
    const { stdout } = await shell.run(["whoami"], { env: { TOKENHOUSE_URL: team.url, ...env } });
    expect(JSON.parse(stdout)).toMatchObject({ role: "admin" });
  }
});

test("a file that others may read is closed to them, one that is damaged is named", async () => {
  await signInWithToken();
  chmodSync(shell.configFile, 0o644);
  expect(await shell.run(["whoami"])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("others could read"),
  });
  expect(statSync(shell.configFile).mode & 0o777).toBe(0o600);
  writeFileSync(shell.configFile, "{");
  expect(await shell.run(["whoami"])).toMatchObject({
    code: 6,
    stderr: expect.stringContaining(shell.configFile),
  });
});
