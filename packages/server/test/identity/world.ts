import { randomUUID } from "node:crypto";
import { parseAdmissionRules } from "../../src/core/identity.ts";
import type { Installation, Reply } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import type { Known, TestProvider } from "./provider.ts";
import { startProvider } from "./provider.ts";

/** An installation and the provider that its people sign in with. */
export interface IdentityWorld {
  team: Installation & Team;
  provider: TestProvider;
  /** Signs somebody in, as their browser does. */
  arrive: (person: Known) => Promise<Reply>;
  /** A browser that has been to the provider and is on its way back. */
  depart: (person: Known) => Promise<{ cookie: string; answer: string }>;
  comeBack: (browser: { cookie: string; answer: string }) => Promise<Reply>;
  stop: () => Promise<void>;
}

/** Somebody whom nobody here knows. */
export function stranger(claims: Partial<Known> = {}): Known {
  const sub = randomUUID();
  return { sub, email: `${sub}@example.com`, email_verified: true, name: "Ada", ...claims };
}

export async function startIdentityWorld(
  rules: string,
  options: { trustEmail?: boolean; passwords?: "everyone" | "owners" } = {},
): Promise<IdentityWorld> {
  const team = await startTeam();
  const provider = await startProvider(options);
  team.clock.nowMs = Date.now();
  team.service.signInPolicy = {
    provider: provider.asked,
    admission: parseAdmissionRules(rules),
    passwords: options.passwords ?? "everyone",
  };
  const depart = async (person: Known) => {
    const { status, body, headers, text } = await team.call("beginIdentification");
    if (status !== 200) throw new Error(text);
    const [cookie = ""] = headers.getSetCookie();
    return { cookie: cookie.split(";", 1)[0] ?? "", answer: provider.authorize(body.url, person) };
  };
  const comeBack = ({ cookie, answer }: { cookie: string; answer: string }) =>
    team.call("signInWithIdentity", { headers: { cookie } }, { body: { answer } });
  return {
    team,
    provider,
    depart,
    comeBack,
    async arrive(person) {
      const { status, body, headers, ...reply } = await team.call("beginIdentification");
      const [cookie = ""] = headers.getSetCookie();
      if (status !== 200) return { status, body, headers, ...reply };
      return comeBack({
        cookie: cookie.split(";", 1)[0] ?? "",
        answer: provider.authorize(body.url, person),
      });
    },
    async stop() {
      await provider.stop();
      await team.stop();
    },
  };
}
