import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Credentials, Installation, Reply } from "../fixture.ts";
import { addMember, forgetTries, NOON, PASSWORD, signIn } from "../fixture.ts";
import type { SetUp } from "../second-factors.ts";
import { codeAt, setUpSecondFactor, STEP_MS } from "../second-factors.ts";
import type { Session, SignedIn, Team } from "../team.ts";
import { startTeam } from "../team.ts";

export const REQUIRED = [401, "second_factor_required"];
export const REFUSED = [401, "second_factor_refused"];

export const told = ({ status, body }: Reply) => [status, body.code ?? body.exception?.name];

/** A team, and in each test somebody new, signed in, who can do all that second factors are about. */
export function useFactors() {
  let team: Installation & Team;
  let throttle: Installation["service"]["throttle"];
  let ada: SignedIn;
  let count = 0;

  beforeAll(async () => {
    team = await startTeam();
    ({ throttle } = team.service);
  });
  afterAll(() => team.stop());
  beforeEach(async () => {
    team.clock.nowMs = NOON;
    await forgetTries(team);
    ada = await join("member");
  });
  afterEach(() => {
    team.service.throttle = throttle;
  });

  async function join(role: "member" | "admin" | "owner"): Promise<SignedIn> {
    const email = `ada-${count++}@example.com`;
    const person = await addMember(team.service, team.projectId, { email, role, tokenAccess: "allow" });
    return { ...person, session: await signIn(team, person) };
  }
  const call: Installation["call"] = (...asked) => team.call(...asked);
  const wait = (steps: number) => (team.clock.nowMs += steps * STEP_MS);
  const codeNow = ({ secret }: Pick<SetUp, "secret">, steps = 0) =>
    codeAt(secret, team.clock.nowMs + steps * STEP_MS);

  return {
    get team() {
      return team;
    },
    get ada() {
      return ada;
    },
    join,
    wait,
    codeNow,
    call,
    signInWith: (shown: object = {}, { email }: { email: string } = ada) =>
      call("signIn", {}, { body: { email, password: PASSWORD, ...shown } }),
    isSignedIn: async (session: Session) => (await call("getSession", session)).status === 200,
    /** Sets it up for them, and waits until the next code. */
    async setUp(): Promise<SetUp> {
      const factor = await setUpSecondFactor(team, ada.session);
      wait(1);
      return factor;
    },
    begin: () => call("beginSecondFactor", ada.session, { body: { password: PASSWORD } }),
    confirm: (code: string) => call("confirmSecondFactor", ada.session, { body: { code } }),
    remove: (body: object, session: Credentials = ada.session) =>
      call("removeSecondFactor", session, { body: { password: PASSWORD, ...body } }),
    /** A code that is wrong for sure. */
    wrong(factor: Pick<SetUp, "secret">): string {
      const good = new Set([-1, 0, 1].map((steps) => codeNow(factor, steps)));
      return ["000000", "111111", "222222", "333333"].find((code) => !good.has(code)) ?? "";
    },
    /** What the log has of somebody, newest first. */
    async eventsOf(person: SignedIn, event: string) {
      const { body } = await call("exportAuditJson", team.owner.session, {
        query: { actor: person.id, event },
      });
      return body as { event: string; detail: object }[];
    },
  };
}
