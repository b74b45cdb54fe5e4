import type { News } from "../../storage/change-log.ts";

/**
 * One connection to the primary. Its statements run one after the other and on no other connection: one that an HTTP
 * balancer or a pooler could send elsewhere would let a deposed primary, which answers reads, tell old news under a
 * new lease. Each statement commits by itself, rejects when its commit is not acknowledged, and a session that has
 * rejected is of no more use.
 */
export interface LeaseSession {
  /** Writes a row with nothing applied; one that is there already stays as it is. */
  register: (verifier: { id: string; name: string }) => Promise<void>;
  /**
   * The extension: moves `generation`, raises `applied`. A write, as a deposed primary cannot have one acknowledged.
   * False = there is no such row any more.
   */
  extend: (id: string, applied: number) => Promise<boolean>;
  /** What has changed since a revision, in a snapshot that begins now. */
  readNews: (applied: number) => Promise<News>;
  /** Raises `applied`. */
  confirm: (id: string, applied: number) => Promise<void>;
  /** Deletes the row of a verifier that acts on nothing any more. */
  remove: (id: string) => Promise<void>;
  discard: () => void;
}

/**
 * The half of a renewal that the database sees, for a replica itself as for an SDK whose renewal it carries out. The
 * extension is acknowledged before the news are read: whatever commits in between is among them, and whatever commits
 * later has to wait for this lease. Undefined = the verifier has to register anew.
 */
export async function renewRow(
  session: LeaseSession,
  id: string,
  applied: number,
): Promise<News | undefined> {
  const isExtended = await session.extend(id, applied);
  if (!isExtended) return undefined;
  return session.readNews(applied);
}
