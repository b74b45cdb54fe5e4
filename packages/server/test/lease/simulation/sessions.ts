import type { News } from "../../../src/storage/change-log.ts";
import type { LeaseSession } from "../../../src/verify/lease/session.ts";
import type { Answer } from "./database.ts";
import { UNANSWERED } from "./database.ts";
import type { SimulatedProcess } from "./process.ts";
import type { World } from "./world.ts";

/** A connection of a process to a primary: mostly the one of now, where some are deposed sometimes one of those. */
export async function openSession(world: World, process: SimulatedProcess): Promise<LeaseSession> {
  const { database, network, shortcuts } = world;
  const at = await network.ask(process, () => {
    const primary = world.anyPrimary();
    return database.enter(primary) === UNANSWERED ? UNANSWERED : primary;
  });
  let isBroken = false;
  const ask = async <T>(carryOut: () => Answer<T>): Promise<T> => {
    if (isBroken) throw new Error("The session is over");
    try {
      return await network.ask(process, carryOut);
    } catch (error) {
      isBroken = true;
      throw error;
    }
  };
  const raise = (id: string, applied: number, moved: 0 | 1) =>
    database.update(at, id, (row) => ({
      generation: row.generation + moved,
      applied: Math.max(row.applied, applied),
    }));
  return {
    register: (verifier) => ask(() => database.register(at, verifier)),
    extend: (id, applied) =>
      ask(() => {
        if (shortcuts.renewalIsARead) return database.readRows(at).rows.some((row) => row.id === id);
        return raise(id, applied, 1);
      }),
    readNews: (applied) =>
      ask(() => {
        const news = database.readNews(shortcuts.newsFromAnywhere ? world.anyPrimary() : at, applied);
        world.onNews(process);
        return world.isLogShort() ? { ...news, changes: null } : news;
      }),
    async confirm(id, applied) {
      await ask(() => raise(id, applied, 0));
    },
    async remove(id) {
      await ask(() => database.remove(at, id));
    },
    discard() {
      isBroken = true;
    },
  };
}

/** An SDK's way to its row: whichever replica a balancer chooses carries out each renewal, whole. */
export function openCarriedSession(world: World, process: SimulatedProcess): LeaseSession {
  let told: News | undefined;
  const carry = <T>(work: (session: LeaseSession) => Promise<T>): Promise<T> => {
    const replica = world.anyReplica();
    if (!replica) return Promise.reject(new Error("No replica is there"));
    return world.network.askProcess(process, replica.process, async () => {
      const session = await openSession(world, replica.process);
      return work(session);
    });
  };
  const renew = async (id: string, applied: number) => {
    const news = await carry((session) => world.code.renewRow(session, id, applied));
    told = news;
    return news !== undefined;
  };
  return {
    register: (verifier) => carry((session) => session.register(verifier)),
    extend: renew,
    async readNews() {
      if (!told) throw new Error("Nothing was renewed");
      return told;
    },
    async confirm(id, applied) {
      await renew(id, applied);
    },
    remove: (id) => carry((session) => session.remove(id)),
    discard: () => undefined,
  };
}
