import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Draw } from "../../storage/schedule.ts";
import type { Replica } from "./replica.ts";
import type { Sdk } from "./sdk.ts";
import type { Way } from "./wire.ts";

/** Those to whom something can happen. */
export interface Victims {
  replicas: readonly Replica[];
  sdks: readonly Sdk[];
  databaseUrl: string;
}

/** What a seed leaves open of a fault. */
interface Fault {
  draw: Draw;
  /** For so long it lasts. */
  ms: number;
  /** By which all is measured. */
  leaseMs: number;
}

/** Does a fault to one of them and mends it again. Answers when all is as before. */
type Strike<T> = (victim: T, fault: Fault) => Promise<void>;

const BOTH: readonly Way[] = ["there", "back"];
const HOURS = 1;

/** Signals a process, which goes on by itself afterwards. */
const stop: Strike<Pick<Replica, "signal">> = async ({ signal }, { ms }) => {
  signal("SIGSTOP");
  await delay(ms);
  signal("SIGCONT");
};

/** What was sent meanwhile arrives late, or its connections have ended. */
const silence =
  (ways: readonly Way[]): Strike<Pick<Replica, "wire">> =>
  async ({ wire }, { draw, ms }) => {
    wire.silence(ways);
    await delay(ms);
    if (draw(2) === 0) wire.reset();
    wire.mend();
  };

const shut: Strike<Pick<Replica, "wire">> = async ({ wire }, { ms }) => {
  wire.shut();
  wire.reset();
  await delay(ms);
  wire.mend();
};

/** Each statement takes up to a fiftieth of a lease longer, there and back: others wait for the dozen of a change. */
const slow: Strike<Pick<Replica, "wire">> = async ({ wire }, { draw, ms, leaseMs }) => {
  wire.slow(leaseMs * (0.0025 + draw(75) / 10_000));
  await delay(ms);
  wire.mend();
};

const setClock: Strike<Pick<Replica, "clock">> = async ({ clock }, { draw, ms }) => {
  clock.set(draw(2) === 0 ? HOURS : -HOURS);
  await delay(ms);
  clock.set(0);
};

const kill: Strike<Replica> = async (replica, { ms }) => {
  await replica.kill();
  await delay(ms);
  await replica.start();
};

const OF_REPLICAS = {
  "replica killed": kill,
  "replica stopped": stop,
  "replica is not heard": silence(["there"]),
  "replica hears nothing": silence(["back"]),
  "replica cut off": silence(BOTH),
  "replica disconnected": shut,
  "replica's statements slow": slow,
  "replica's clock set": setClock,
} satisfies Record<string, Strike<Replica>>;

const OF_SDKS = {
  "SDK stopped": stop,
  "SDK is not heard": silence(["there"]),
  "SDK hears nothing": silence(["back"]),
  "SDK cut off": silence(BOTH),
  "SDK disconnected": shut,
  "SDK's clock set": setClock,
} satisfies Record<string, Strike<Sdk>>;

const OF_DATABASE = {
  "replica's connections ended": terminate,
  "changes held up": hold,
} as const;

export type FaultKind = keyof typeof OF_REPLICAS | keyof typeof OF_SDKS | keyof typeof OF_DATABASE;

export const FAULTS = [OF_REPLICAS, OF_SDKS, OF_DATABASE].flatMap(Object.keys) as FaultKind[];

/** Whom it befalls: `database` = all. */
export interface Aim {
  victim: string;
  strike: () => Promise<void>;
}

export function aim(kind: FaultKind, { replicas, sdks, databaseUrl }: Victims, fault: Fault): Aim {
  if (kind in OF_SDKS) {
    const sdk = drawn(sdks, fault.draw);
    return { victim: sdk.name, strike: () => OF_SDKS[kind as keyof typeof OF_SDKS](sdk, fault) };
  }
  if (kind === "changes held up") return { victim: "database", strike: () => hold(databaseUrl, fault) };
  const replica = drawn(replicas, fault.draw);
  const strike = () =>
    kind === "replica's connections ended"
      ? terminate(databaseUrl, replica)
      : OF_REPLICAS[kind as keyof typeof OF_REPLICAS](replica, fault);
  return { victim: replica.name, strike };
}

export function drawn<T>(all: readonly T[], draw: Draw): T {
  const one = all[draw(all.length)];
  if (one === undefined) throw new Error("There is nothing to draw from");
  return one;
}

/** Ends the database's side of all connections of a replica. */
async function terminate(databaseUrl: string, { wire }: Replica): Promise<void> {
  await withClient(databaseUrl, (client) =>
    client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where client_port = any($1::int[])",
      [wire.ports()],
    ),
  );
}

/** Lets no change begin, as a transaction does that takes its time. */
async function hold(databaseUrl: string, { ms }: Fault): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query("begin");
    await client.query("update revision set n = n");
    await delay(ms);
    await client.query("commit");
  });
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
