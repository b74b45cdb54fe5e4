import type { Narrowing } from "../narrowing.ts";
import type { Trx } from "../open.ts";
import { endVersions, setRevoked } from "../tokens.ts";

export const RESTORE_REASON = "Restored from a backup";

/** What a restore did to the tokens of each project. */
export type Ended = Map<string, number>;

/**
 * Narrows rights as they were narrowed after the backup was made. Of a token no more is known than that it was ended, or
 * that a value of it was: so it is revoked, and in the second case has no value any more.
 */
export async function replay(
  trx: Trx,
  { narrowed, atMs }: { narrowed: readonly Narrowing[]; atMs: number },
): Promise<Ended> {
  const ended: Ended = new Map();
  const endToken = async (projectId: string, tokenId: string, valuesEnded: boolean) => {
    const found = await findToken(trx, { projectId, tokenId });
    if (!found) return;
    if (!found.isRevoked) ended.set(projectId, (ended.get(projectId) ?? 0) + 1);
    await setRevoked(projectId, trx, { tokenId, atMs, reason: RESTORE_REASON });
    if (!valuesEnded) return;
    await endVersions(projectId, trx, { tokenId, before: found.version + 1, atMs, endsAtMs: atMs });
  };
  for (const one of narrowed) {
    const { projectId, id } = one;
    if (one.kind === "token") await endToken(projectId, id, one.valuesEnded);
    if (one.kind === "project") await rules(trx, one);
    if (one.kind === "member") await member(trx, one);
    if (one.kind !== "serviceAccount") continue;
    await account(trx, one);
    for (const tokenId of one.rights ? [] : await tokensOfAccount(trx, { projectId, id })) {
      await endToken(projectId, tokenId, true);
    }
  }
  return ended;
}

/** Ends every token that is not ended yet; answers how many in each project. */
export async function revokeAll(trx: Trx, atMs: number): Promise<Ended> {
  const counted = await trx
    .selectFrom("tokens")
    .select(["project_id", (eb) => eb.fn.countAll<number | string>().as("count")])
    .where("revoked_at", "is", null)
    .groupBy("project_id")
    .execute();
  await trx
    .updateTable("tokens")
    .set({ revoked_at: atMs, revoke_reason: RESTORE_REASON })
    .where("revoked_at", "is", null)
    .execute();
  return new Map(counted.map(({ project_id, count }) => [project_id, Number(count)]));
}

async function findToken(
  trx: Trx,
  { projectId, tokenId }: { projectId: string; tokenId: string },
): Promise<{ version: number; isRevoked: boolean } | undefined> {
  const row = await trx
    .selectFrom("tokens")
    .select(["version", "revoked_at"])
    .where("project_id", "=", projectId)
    .where("id", "=", tokenId)
    .executeTakeFirst();
  return row && { version: row.version, isRevoked: row.revoked_at !== null };
}

async function tokensOfAccount(
  trx: Trx,
  { projectId, id }: { projectId: string; id: string },
): Promise<string[]> {
  const rows = await trx
    .selectFrom("tokens")
    .select("id")
    .where("project_id", "=", projectId)
    .where("service_account_id", "=", id)
    .execute();
  return rows.map((row) => row.id);
}

type Of<K extends Narrowing["kind"]> = Extract<Narrowing, { kind: K }>;

async function rules(trx: Trx, { projectId, rules }: Of<"project">): Promise<void> {
  const { closed_at, ...others } = rules;
  await trx
    .updateTable("projects")
    .set({ ...others, ...(closed_at !== undefined && { closed_at }) })
    .where("id", "=", projectId)
    .execute();
}

async function member(trx: Trx, { projectId, id, rights }: Of<"member">): Promise<void> {
  if (rights) {
    await trx
      .updateTable("members")
      .set(rights)
      .where("project_id", "=", projectId)
      .where("user_id", "=", id)
      .execute();
  } else {
    await trx.deleteFrom("members").where("project_id", "=", projectId).where("user_id", "=", id).execute();
  }
}

/** One that was removed stays, without rights, for the tokens that name it as their holder. */
async function account(trx: Trx, { projectId, id, rights }: Of<"serviceAccount">): Promise<void> {
  await trx
    .updateTable("service_accounts")
    .set(rights ?? { active: 0 })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute();
}
