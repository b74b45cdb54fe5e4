import { expect, test } from "vitest";
import { addMember, addProject, mint, signIn, startInstallation } from "./fixture.ts";

/* Every installation that a test starts is searched when it stops; here is the proof that the search finds something. */

test("a value that is stored is found when the installation stops", async () => {
  const { installation, session, value } = await installationWithToken();
  await mint(installation, session, { description: Buffer.from(`pasted ${value}`).toString("base64") });
  await expect(installation.stop()).rejects.toThrow(/tokenhouse\.db(?:-wal)?: base64/);
});

test("a value that somebody sends in a wrong place is kept out of log and answer", async () => {
  const { installation, session, value } = await installationWithToken();
  const get = (path: string, headers = {}) => fetch(`${installation.url}${path}`, { headers });
  const answers = [
    await get(`/v1/tokens/${value}`, { cookie: session.cookie }),
    await get(`/v1/tokens?access_token=${value}`, { cookie: session.cookie }),
    await get(`/${value}`),
    await get("/v1/me", { authorization: `Basic ${value}`, "user-agent": value, "x-request-id": value }),
    await get("/v1/me", { cookie: `tokenhouse_session=${value}` }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(`${await answer.text()}${JSON.stringify([...answer.headers])}`).not.toContain(value.slice(17));
  }
  await installation.call("createToken", session, { body: { [value]: 1, lifetimeDays: 1 } });
  await installation.call("signIn", {}, { body: { email: value, password: value } });
  await installation.call(
    "verifyToken",
    { bearer: value },
    { body: { token: `${value}x`, scopes: [value] } },
  );
  await installation.stop();
});

async function installationWithToken() {
  const installation = await startInstallation();
  const projectId = await addProject(installation.service, "main");
  const owner = await addMember(installation.service, projectId, {
    email: "owner@example.com",
    role: "owner",
  });
  const session = await signIn(installation, owner);
  const { value } = await mint(installation, session);
  return { installation, session, value };
}
