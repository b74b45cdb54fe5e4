import { readConfig } from "../../config.ts";
import { BackupError } from "../../storage/backup/backup-error.ts";
import type { Restored } from "../../storage/backup/restore.ts";
import { restore as restoreDatabase } from "../../storage/backup/restore.ts";
import type { Decision } from "../../storage/backup/settle.ts";
import { attempt } from "../attempt.ts";
import { whileWaiting } from "../terminal/patience.ts";

interface Options {
  journal: string[];
  revokeAll?: true;
  accept?: true;
  json?: true;
}

/** `tokenhouse restore [backup]`: puts a backup in place and decides about the revocations that it does not have. */
export function restore(backup: string | undefined, options: Options): Promise<void> {
  return attempt(async () => {
    const decision = decisionOf(options);
    const { config } = readConfig(process.env);
    const put = () =>
      restoreDatabase({
        url: config.databaseUrl,
        backup,
        decision,
        ownJournal: config.revocationJournal,
        leaseMs: config.leaseSeconds * 1000,
        nowMs: Date.now(),
      });
    const restored = await whileWaiting("Putting the database in place", put, { atOnce: true });
    const lines = options.json
      ? [JSON.stringify({ decision: decision.kind, ...restored })]
      : inWords(decision, restored);
    process.stdout.write(`${lines.join("\n")}\n`);
  });
}

function decisionOf({ journal, revokeAll, accept }: Options): Decision {
  const decisions: Decision[] = [];
  if (journal.length > 0) decisions.push({ kind: "replayed", journals: journal });
  if (revokeAll) decisions.push({ kind: "revoked-all" });
  if (accept) decisions.push({ kind: "accepted" });
  if (decisions.length > 1) throw new BackupError("Decide by one of --journal, --revoke-all and --accept");
  return decisions[0] ?? { kind: "undecided" };
}

function inWords({ kind }: Decision, restored: Restored): string[] {
  const { fromRevision, toRevision, tokensEnded, kept, ownerless } = restored;
  return [
    `Restored revision ${fromRevision}; revisions go on after ${toRevision}.`,
    ...(kept === undefined ? [] : [`The database of before is kept as ${kept}.`]),
    DONE[kind](tokensEnded),
    "Sessions, invitations and remembered Idempotency-Keys are deleted; passwords are those of the backup.",
    ...ownerless.map((slug) => `The project ${slug} has no active owner now.`),
  ];
}

const DONE: Record<Decision["kind"], (tokensEnded: number) => string> = {
  replayed: (tokensEnded) =>
    `Tokens ended: ${tokensEnded}. What the journal says of tokens, members, service accounts and rules holds again.`,
  "revoked-all": (tokensEnded) => `Tokens ended: ${tokensEnded}, all that there were.`,
  accepted: () => "Tokens ended: 0. What was revoked since the backup works again, as you have accepted.",
  undecided: () =>
    "No server starts on it until you have decided about the revocations since: «tokenhouse restore» with --journal FILE, --revoke-all or --accept.",
};
