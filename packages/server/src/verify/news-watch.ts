import type { Change } from "../storage/change-log.ts";

/** Wakes those who wait for changes of their project. */
export interface NewsWatch {
  /** Changes up to a revision are there; null = of any project. */
  tell: (revision: number, changes: readonly Pick<Change, "projectId">[] | null) => void;
  isBeyond: (projectId: string, applied: number) => boolean;
  /** Resolves once there is something beyond a revision, or after so many ms. A later wait under the same id ends this one. */
  wait: (projectId: string, wanted: { id: string; beyond: number; ms: number }) => Promise<void>;
  /** Ends a wait. */
  wake: (id: string) => void;
  close: () => void;
}

export function createNewsWatch(revisionAtStart: number): NewsWatch {
  const latest = new Map<string, number>();
  const waiting = new Map<string, { projectId: string; wake: () => void }>();
  let ofAll = revisionAtStart;
  let isClosed = false;

  const isBeyond = (projectId: string, applied: number) => applied < (latest.get(projectId) ?? ofAll);
  return {
    isBeyond,
    tell(revision, changes) {
      const projectIds = changes && new Set(changes.map(({ projectId }) => projectId));
      if (!projectIds) {
        ofAll = revision;
        latest.clear();
      }
      for (const projectId of projectIds ?? []) latest.set(projectId, revision);
      for (const one of waiting.values()) if (projectIds?.has(one.projectId) ?? true) one.wake();
    },
    async wait(projectId, { id, beyond, ms }) {
      waiting.get(id)?.wake();
      if (isClosed || isBeyond(projectId, beyond)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      const own = { projectId, wake: resolve };
      waiting.set(id, own);
      await promise;
      clearTimeout(timer);
      if (waiting.get(id) === own) waiting.delete(id);
    },
    wake: (id) => waiting.get(id)?.wake(),
    close() {
      isClosed = true;
      for (const { wake } of waiting.values()) wake();
    },
  };
}
