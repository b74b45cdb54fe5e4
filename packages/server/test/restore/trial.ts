import { join } from "node:path";
import { createShuffle } from "./shuffle.ts";
import type { Minted, Site } from "./world.ts";
import { forEach, openWorld } from "./world.ts";

export interface TrialOrder {
  /** How many tokens are ended after the backup. */
  n: number;
  seed: number;
}

/** What a trial of the promise found, and what it finds where the promise is given up. */
export interface TrialOutcome {
  promise: string;
  n: number;
  seed: number;
  faults: Record<string, number>;
  violations: readonly string[];
  controls: readonly { mistake: string; violations: readonly string[] }[];
}

/** Ways of ending what somebody holds: after each the value of before is refused. */
const WAYS: readonly ((site: Site, id: string) => Promise<void>)[] = [
  (site, id) => must(site, `/v1/tokens/${id}/revoke`),
  (site, id) => must(site, `/v1/tokens/${id}/rotate`, { overlapSeconds: 0 }),
  async (site, id) => {
    await must(site, `/v1/tokens/${id}/revoke`);
    const { status } = await site.ask("DELETE", `/v1/tokens/${id}`);
    if (status !== 204) throw new Error(`A token is not deleted: ${status}`);
  },
];

async function must(site: Site, path: string, body: object = {}): Promise<void> {
  const { status } = await site.ask("POST", path, body);
  if (status !== 200 && status !== 201) throw new Error(`${path} is answered with ${status}`);
}

/**
 * Backs a server up while it is being written to, ends tokens, kills the server, and restores the backup: by the journal,
 * by ending all, and as a control by accepting that what was ended comes back.
 */
export async function tryRestores({ n, seed }: TrialOrder): Promise<TrialOutcome> {
  const world = openWorld();
  try {
    const backup = join(world.folder, "backup");
    const site = await world.serve();
    const tokens = createShuffle(seed)(await site.mint(n + Math.ceil(n / 4)));
    const [ended, others] = [tokens.slice(0, n), tokens.slice(n)];
    const load = startLoad(site);
    const backedUp = await world.cli("backup", backup);
    await load.end();
    if (backedUp.code !== 0) throw new Error(backedUp.stderr);
    await forEach([...ended.entries()], ([way, { id }]) => (WAYS[way % WAYS.length] ?? must)(site, id));
    await site.server.end("SIGKILL");
    const after = async (...decision: string[]) => {
      const { code, stderr } = await world.cli("restore", backup, ...decision);
      if (code !== 0) throw new Error(stderr);
      const restored = await world.serve();
      const accepted = { ended: await restored.accepted(ended), others: await restored.accepted(others) };
      await restored.server.end("SIGKILL");
      return [
        ...accepted.ended.map(({ id }) => `${id} was ended after the backup and is accepted`),
        ...(accepted.others.length === (decision[0] === "--revoke-all" ? 0 : others.length)
          ? []
          : [`of ${others.length} tokens that nobody ended ${accepted.others.length} are accepted`]),
      ];
    };
    return {
      promise: "P15",
      n,
      seed,
      faults: { "changes during the backup": 1, "kill -9 after an answer": 4, restore: 3 },
      violations: [...(await after("--journal", world.journal)), ...(await after("--revoke-all"))],
      controls: [{ mistake: "a backup restored as it is", violations: await after("--accept") }],
    };
  } finally {
    await world.clear();
  }
}

/** Somebody creates and ends tokens all the time. */
function startLoad(site: Site): { end: () => Promise<void> } {
  const over = new AbortController();
  const lane = async () => {
    while (!over.signal.aborted) {
      const made: Minted[] = await site.mint(1);
      for (const { id } of made) await must(site, `/v1/tokens/${id}/revoke`);
    }
  };
  const lanes = Promise.all([lane(), lane()]);
  return {
    async end() {
      over.abort();
      await lanes;
    },
  };
}
