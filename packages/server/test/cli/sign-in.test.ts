import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Installation } from "../fixture.ts";
import { mint, PASSWORD } from "../fixture.ts";
import { codeAt, setUpSecondFactor, STEP_MS } from "../second-factors.ts";
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

test("whoever has a second factor is asked for a code besides, and a wrong one signs in nobody", async () => {
  const { secret } = await setUpSecondFactor(team, team.admin.session);
  team.clock.nowMs += STEP_MS;
  const typeCode = (code: string) =>
    shell.type(
      ["login", "--url", team.url],
      [
        ["E-mail", `${team.admin.email}\r`],
        ["Password", `${PASSWORD}\r`],
        ["Code of your authenticator app", `${code}\r`],
      ],
    );
  const refused = await typeCode("none of them");
  expect(refused, refused.stdout).toMatchObject({ code: 4, stdout: expect.stringContaining("wrong") });
  expect(existsSync(shell.configFile)).toBe(false);
  const code = codeAt(secret, team.clock.nowMs);
  const typed = await typeCode(code);
  expect(typed, typed.stdout).toMatchObject({ code: 0 });
  expect(typed.stdout).toContain(`as ${team.admin.email}`);
  expect(typed.stdout).not.toContain(code);
});

/** A browser that writes down which address it was told to open, and what the command then answers. */
async function openBrowser(args: readonly string[] = []) {
  const browser = `${shell.home}/browser`;
  writeFileSync(
    browser,
    `#!/bin/sh\nprintf %s "$1" > ${shell.home}/opened.part\nmv ${shell.home}/opened.part ${shell.home}/opened\n`,
    { mode: 0o755 },
  );
  const ran = shell.run(["login", "--browser", "--url", team.url, ...args], { env: { BROWSER: browser } });
  await expect.poll(() => existsSync(`${shell.home}/opened`)).toBe(true);
  const { origin, pathname, searchParams } = new URL(readFileSync(`${shell.home}/opened`, "utf8"));
  const asked = Object.fromEntries(searchParams);
  const answer = (query: Record<string, string>) =>
    fetch(`http://127.0.0.1:${asked["port"]}/?${new URLSearchParams(query).toString()}`);
  return { ran, origin, pathname, asked, answer };
}

test("in a browser somebody agrees, and the code that it brings is exchanged for a token", async () => {
  const { ran, origin, pathname, asked, answer } = await openBrowser(["--lifetime-days", "7"]);
  expect(origin + pathname).toBe(`${team.url}/command-line`);
  expect(asked).toMatchObject({ lifetimeDays: "7", name: expect.stringContaining("command line on") });
  const { challenge = "", name, state = "" } = asked;
  const body = { challenge, name, lifetimeDays: 7 };
  const { code } = (await team.call("issueLoginCode", team.owner.session, { body })).body;
  // Whoever does not know the state is not listened to, and uses nothing up.
  expect((await answer({ state: "guessed", code: "planted" })).status).toBe(404);
  const told = await answer({ state, code });
  expect(await told.text()).toContain("close this page");
  const { code: exit, stdout, stderr } = await ran;
  expect(exit, stderr).toBe(0);
  expect(stderr).toContain(`if it shows the code ${challenge.slice(0, 6)}`);
  expect(JSON.parse(stdout)).toMatchObject({ name: team.owner.email, project: "main" });
  expect(stdout + stderr).not.toContain(kept().profiles.default.token);
  const { token } = kept().profiles.default;
  expect((await shell.run(["logout"])).code).toBe(0);
  expect((await team.call("getMe", { bearer: token })).status).toBe(401);
});

test("whoever declines in the browser, or presses Ctrl-C, has signed in nobody", async () => {
  const { ran, asked, answer } = await openBrowser();
  await answer({ state: asked["state"] ?? "", error: "access_denied" });
  expect(await ran).toMatchObject({ code: 2, stderr: expect.stringContaining("Cancelled") });
  const cancelled = await shell.type(["login", "--browser", "--url", team.url], [["command-line?", "\x03"]]);
  expect(cancelled).toMatchObject({ code: 2, stdout: expect.stringContaining("Cancelled") });
  expect(existsSync(shell.configFile)).toBe(false);
});

test("a code that the server does not know signs in nobody", async () => {
  const { ran, asked, answer } = await openBrowser();
  await answer({ state: asked["state"] ?? "", code: "made up" });
  expect(await ran).toMatchObject({ code: 3, stderr: expect.stringContaining("sign in again") });
  expect(existsSync(shell.configFile)).toBe(false);
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

test("whoever waits at a terminal sees for how long, and nothing of it is left; a pipe gets none of it", async () => {
  const server = createServer((_request, response) => {
    const problem = { status: 404, code: "not_found", detail: "Not here" };
    setTimeout(() => response.writeHead(404).end(JSON.stringify(problem)), 2500);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const patient = openShell({ TOKENHOUSE_URL: url, TOKENHOUSE_TOKEN: "any" });
  const [typed, piped] = await Promise.all([patient.type(["whoami"], []), patient.run(["whoami"])]);
  server.close();
  patient.clear();
  expect(typed.stdout).toContain(`Waiting for ${url} … 2 s\r\u001B[K`);
  expect([typed.code, piped.code, piped.stderr.includes("Waiting")]).toEqual([3, 3, false]);
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

test("a token that ends soon is warned of beside the answer, once", async () => {
  const { value, id } = await mint(team, team.owner.session);
  await team.call("rotateToken", team.owner.session, { id, body: { overlapSeconds: 3600 } });
  const env = { TOKENHOUSE_URL: team.url, TOKENHOUSE_TOKEN: value };
  const { code, stdout, stderr } = await shell.run(["whoami"], { env });
  expect({ code, user: JSON.parse(stdout).user.email }).toEqual({ code: 0, user: team.owner.email });
  expect(stderr).toMatch(/^Warning: .* was replaced by a rotation and ends on \S+Z: .*\n$/);
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
