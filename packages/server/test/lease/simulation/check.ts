import type { Node, World } from "./world.ts";

/** Checks a token at a node, as soon as it has a turn. Answers undefined where it could not be known. */
export function checkToken(world: World, node: Node, token: string): Promise<boolean | undefined> {
  const { promise, resolve } = Promise.withResolvers<boolean | undefined>();
  node.process.post(0, () => resolve(checkNow(world, node, token)));
  return promise;
}

async function checkNow(world: World, node: Node, token: string): Promise<boolean | undefined> {
  const beganAt = world.tick();
  const { isGood } = await answer(world, node, { token }).catch(() => ({ isGood: undefined }));
  tell(world, { token, by: node.process.name, beganAt, endedAt: world.tick() }, isGood);
  return isGood;
}

function tell(
  { record, note }: World,
  check: World["record"]["accepted"][number],
  isGood: boolean | undefined,
): void {
  if (isGood === true) record.accepted.push(check);
  else if (isGood === undefined) record.unavailable++;
  else record.refused++;
  const verdict = isGood === undefined ? "cannot say" : isGood ? "accepts" : "refuses";
  note(`${check.by} ${verdict} ${check.token} (check ${check.beganAt}–${check.endedAt})`);
}

/** An answer, and the revision that it was true at. */
async function answer(
  world: World,
  node: Node,
  { token, atLeast = 0 }: { token: string; atLeast?: number },
): Promise<{ isGood: boolean | undefined; revision: number }> {
  const { lease, memory } = node;
  if (lease.applied >= atLeast && lease.isInForce() && memory.has(token)) {
    return { isGood: true, revision: lease.applied };
  }
  const read = await world.code.answerUnderLease(lease, {
    atLeast,
    read: () => readToken(world, node, token),
    store({ answer }) {
      if (answer) memory.add(token);
    },
  });
  return { isGood: read?.answer, revision: read?.revision ?? 0 };
}

/** A replica reads from a primary, an SDK asks a replica, which answers under its own lease. */
function readToken(world: World, { process, revoker, lease }: Node, token: string) {
  const { database, network, anyPrimary } = world;
  if (revoker) return network.ask(process, () => database.readToken(anyPrimary(), token));
  const replica = world.anyReplica();
  if (!replica) throw new Error("No replica is there");
  const atLeast = lease.applied;
  return network.askProcess(process, replica.process, async () => {
    const { isGood, revision } = await answer(world, replica, { token, atLeast });
    if (isGood === undefined) throw new Error("Unavailable");
    return { answer: isGood, revision };
  });
}

/** Reads ahead of any check, whether or not a lease is in force: what is stored has to wait for one. */
export function prefetchToken(world: World, node: Node, token: string): void {
  node.process.post(0, () => {
    const store = ({ answer, revision }: { answer: boolean; revision: number }) => {
      if (answer && node.lease.admits(revision)) node.memory.add(token);
    };
    void world.network
      .ask(node.process, () => world.database.readToken(world.anyPrimary(), token))
      .then(store)
      .catch(() => undefined);
  });
}
