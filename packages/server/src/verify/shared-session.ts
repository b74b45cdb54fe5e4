import type { Db } from "../storage/open.ts";
import type { Session } from "../storage/session.ts";

/** One session for many who ask at the same time; another one once it has failed anybody. */
export interface SharedSession {
  /** What `work` asks, it asks of one session: it fails where that ends meanwhile. */
  use: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
  close: () => void;
}

export function shareSession(open: () => Promise<Session>): SharedSession {
  let current: Promise<Session> | undefined;

  function drop(session: Promise<Session> | undefined): void {
    if (current === session) current = undefined;
    void session?.then(({ discard }) => discard()).catch(() => undefined);
  }

  return {
    async use(work) {
      const session = (current ??= open());
      try {
        const { db } = await session;
        return await work(db);
      } catch (error) {
        drop(session);
        throw error;
      }
    },
    close: () => drop(current),
  };
}
