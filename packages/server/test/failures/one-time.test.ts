import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation, Reply } from "../fixture.ts";
import { mint, startInstallation } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/** Elsewhere a link, a code or a refresh token that was good for one use was good for two at the same moment. */

const AT_ONCE = 64;
const sixtyFour = <T>(work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, n) => work(n)));
const won = (replies: readonly Reply[]) => replies.filter(({ status }) => status === 201);

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());

test("C-15: of 64 who open the set-up link at the same moment one becomes the owner", async () => {
  const installation = await startInstallation();
  const secret = installation.service.setUpSecret;
  const owner = { name: "Owner", password: "plum-Lantern-42-orbit" };
  const replies = await sixtyFour((n) => {
    const body = { secret, project: { name: "Main" }, owner: { ...owner, email: `owner${n}@example.com` } };
    return installation.call("setUp", {}, { body });
  });
  expect(won(replies)).toHaveLength(1);
  const { db } = installation.service;
  const count = async (table: "users" | "projects" | "members" | "sessions") =>
    (await db.selectFrom(table).selectAll().execute()).length;
  expect(await Promise.all([count("users"), count("projects"), count("members"), count("sessions")])).toEqual(
    [1, 1, 1, 1],
  );
  await installation.stop();
}, 60_000);

test("C-15: of 64 who accept an invitation at the same moment one gets in, and one session is there", async () => {
  const body = { email: "invited@example.com", name: "Invited", role: "admin" };
  const { member, invitationLink } = (await team.call("addMember", team.owner.session, { body })).body;
  const secret = String(invitationLink).split("#")[1];
  const replies = await sixtyFour((n) => {
    const accepted = { secret, name: `Guest ${n}`, password: `plum-Lantern-42-orbit-${n}` };
    return team.call("acceptInvitation", {}, { body: accepted });
  });
  expect(won(replies)).toHaveLength(1);
  const { db } = team.service;
  const sessions = await db
    .selectFrom("sessions")
    .selectAll()
    .where("user_id", "=", String(member.id))
    .execute();
  const joined = await db
    .selectFrom("audit_events")
    .selectAll()
    .where("event", "=", "member.joined")
    .execute();
  expect([sessions.length, joined.length]).toEqual([1, 1]);
}, 60_000);

test("C-15: of 64 who bring the same code of a browser at the same moment one has the token", async () => {
  const verifier = "v".repeat(43);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const body = { challenge, name: "command line", lifetimeDays: 1 };
  const { code } = (await team.call("issueLoginCode", team.owner.session, { body })).body;
  const replies = await sixtyFour(() => team.call("redeemLoginCode", {}, { body: { code, verifier } }));
  expect(won(replies)).toHaveLength(1);
  const { total } = (await team.call("listTokens", team.owner.session, { query: { search: "command line" } }))
    .body;
  expect(total).toBe(1);
}, 60_000);

test.each([0, 60])(
  "C-15: of 64 rotations at the same moment (overlap %i s) exactly one value is made in turn",
  async (overlapSeconds) => {
    const { id, value } = await mint(team, team.owner.session);
    const body = { overlapSeconds };
    // By the value itself: without an overlap the first to win ends what the others came with.
    const replies = await sixtyFour(() => team.call("rotateToken", { bearer: value }, { id, body }));
    expect(won(replies)).toHaveLength(1);
    const { version } = (await team.call("getToken", team.owner.session, { id })).body;
    const rows = team.service.db.selectFrom("token_versions").selectAll().where("token_id", "=", id);
    expect([version, (await rows.execute()).length]).toEqual([2, 2]);
    const use = async (credentials: Credentials) => (await team.call("getMe", credentials)).status;
    expect(await use({ bearer: String(won(replies)[0]?.body.value) })).toBe(200);
    expect(await use({ bearer: value })).toBe(overlapSeconds === 0 ? 401 : 200);
  },
);

test("C-15: of 64 creations with one Idempotency-Key at the same moment one makes a token", async () => {
  const credentials = { ...team.owner.session, headers: { "idempotency-key": "sixty-four at once" } };
  const body = { name: "once", lifetimeDays: 1 };
  const replies = await sixtyFour(() => team.call("createToken", credentials, { body }));
  expect(won(replies)).toHaveLength(1);
  const { items } = (await team.call("listTokens", team.owner.session, { query: { search: "once" } })).body;
  expect(items).toHaveLength(1);
});
