import { expect, test } from "vitest";
import type { Credentials, Installation } from "./fixture.ts";
import {
  addMember,
  addProject,
  addServiceAccount,
  mint,
  PASSWORD,
  signIn,
  startInstallation,
} from "./fixture.ts";

/* Every installation that a test starts is searched when it stops; here is the proof that the search finds something. */

test("a value that is stored is found when the installation stops", async () => {
  const { installation, session, value } = await installationWithToken();
  await mint(installation, session, { description: Buffer.from(`pasted ${value}`).toString("base64") });
  await expect(installation.stop()).rejects.toThrow(/tokenhouse\.db(?:-wal)?: base64/);
});

test.each(["invitation", "session", "password", "rotated value", "value of a service token", "value of v4"])(
  "so is a secret of any other kind: %s",
  async (kind) => {
    const { installation, session, id } = await installationWithToken();
    const secret = await secretOf(kind, { installation, session, id });
    await mint(installation, session, { description: `pasted ${secret.slice(-38)}` });
    await expect(installation.stop()).rejects.toThrow(/tokenhouse\.db(?:-wal)?: raw/);
  },
);

async function secretOf(
  kind: string,
  { installation, session, id }: { installation: Installation; session: Credentials; id: string },
): Promise<string> {
  const { call } = installation;
  switch (kind) {
    case "session":
      return (
        String(session.cookie)
          .replace(/^tokenhouse_session=/, "")
          .split(";", 1)[0] ?? ""
      );
    case "password":
      return PASSWORD;
    case "rotated value":
      return String((await call("rotateToken", session, { id, body: { overlapSeconds: 0 } })).body.value);
    case "value of v4":
      return String(
        (await call("createApiAccessToken", session, { body: { lifetimeSeconds: 60 } })).body.tokenValue,
      );
    case "value of a service token": {
      const serviceAccount = await addServiceAccount(installation, session, { name: "ci", role: "member" });
      return (await mint(installation, session, { serviceAccount })).value;
    }
    default: {
      const body = { email: "new@example.com", name: "New", role: "member" };
      return String((await call("addMember", session, { body })).body.invitationLink).split("#")[1] ?? "";
    }
  }
}

test("a value that somebody sends in a wrong place is kept out of log and answer (B-14)", async () => {
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
  const { value, id } = await mint(installation, session);
  return { installation, session, value, id };
}
