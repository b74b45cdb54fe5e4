import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation } from "../fixture.ts";
import { startInstallation } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());

const COMMON = ["qwerty123456", "Dragon123456", "123456789012", "passwordpassword"];

test.each(COMMON)("%s, which many people use, cannot be chosen, wherever one chooses", async (password) => {
  const { session, basic } = team.owner;
  const added = await team.call("addMember", session, {
    body: { email: "new@example.com", name: "New", role: "member", password },
  });
  const changed = await team.call("changeMember", session, { id: team.member.id, body: { password } });
  const own = await team.call("changePassword", session, { body: { current: basic[1], password } });
  for (const { status, body } of [added, changed, own]) {
    expect([status, body.code]).toEqual([400, "invalid_request"]);
    expect(body.errors).toEqual([
      { path: "password", message: "is one that many people use: choose another" },
    ]);
  }
});

test("the first owner cannot choose one either, and may try again", async () => {
  const empty = await startInstallation();
  const setUp = (password: string) =>
    empty.call(
      "setUp",
      {},
      {
        body: {
          secret: empty.service.setUpSecret,
          project: { name: "Main" },
          owner: { name: "Owner", email: "owner@example.com", password },
        },
      },
    );
  expect((await setUp("qwerty123456")).body.errors).toMatchObject([{ path: "owner.password" }]);
  expect((await setUp("plum-Lantern-42-orbit")).status).toBe(201);
  await empty.stop();
});

test("one chosen before is still good for signing in", async () => {
  const { signIn } = {
    signIn: (email: string, password: string) => team.call("signIn", {}, { body: { email, password } }),
  };
  await team.service.db
    .updateTable("users")
    .set({ password_hash: await team.service.passwords.hash("qwerty123456") })
    .where("email", "=", team.member.email)
    .execute();
  expect((await signIn(team.member.email, "qwerty123456")).status).toBe(200);
});
