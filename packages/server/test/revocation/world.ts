import { randomBytes } from "node:crypto";
import { digestToken, mintToken } from "@tokenhouse/sdk";
import { inChange } from "../../src/storage/change.ts";
import { insertToken } from "../../src/storage/tokens.ts";
import type { Installation } from "../fixture.ts";
import { mint } from "../fixture.ts";
import { tokenFor } from "../storage/store.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/** An installation with many tokens that wait to be revoked. */
export interface RevocationWorld {
  team: Installation & Team;
  /** What verifiers ask with. */
  bearer: string;
  tokens: { id: string; value: string }[];
}

export async function buildRevocationWorld(count: number): Promise<RevocationWorld> {
  const team = await startTeam();
  const { value: bearer } = await mint(team, team.owner.session, { scopes: ["tokens:verify"] });
  return { team, bearer, tokens: await insertTokens(team, count) };
}

async function insertTokens({ service, projectId, owner }: Installation & Team, count: number) {
  const person = { type: "user" as const, id: owner.id, name: owner.email, email: owner.email };
  return inChange(service.db, async (trx) => {
    const tokens: RevocationWorld["tokens"] = [];
    for (let n = 0; n < count; n++) {
      const { value, hint } = mintToken("th", "personal", randomBytes);
      const token = tokenFor({ projectId, person }, { hint });
      await insertToken(projectId, trx, { ...token, digest: Buffer.from(digestToken(value), "hex") });
      tokens.push({ id: token.id, value });
    }
    return tokens;
  });
}
