import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** From who connects to who is asked, and back. */
export type Way = "there" | "back";

/** What stands between two processes, and fails as networks do. */
export interface Wire {
  port: number;
  /** From which ports the connections that are open now go on. */
  ports: () => number[];
  /** Lets nothing through, while all connections stay open. */
  silence: (ways: readonly Way[]) => void;
  /** Lets everything through so much later. */
  slow: (ms: number) => void;
  /** Lets nobody connect. */
  shut: () => void;
  /** Ends all connections. */
  reset: () => void;
  /** Works again. What was held back arrives now. */
  mend: () => void;
  close: () => Promise<void>;
}

interface Stream {
  way: Way;
  to: Socket;
  /** What is on its way; without data it is the end. */
  queue: { data: Buffer | undefined; dueAt: number }[];
  timer: NodeJS.Timeout | undefined;
}

interface State {
  silent: ReadonlySet<Way>;
  slowMs: number;
  isShut: boolean;
  streams: Set<Stream>;
  far: Set<Socket>;
}

/** Leads each new connection to the next of these ports of 127.0.0.1. */
export async function openWire(targets: readonly number[]): Promise<Wire> {
  const state: State = { silent: new Set(), slowMs: 0, isShut: false, streams: new Set(), far: new Set() };
  let turn = 0;
  const server = createServer((near) => {
    if (state.isShut) return void near.destroy();
    const far = connect(targets[turn++ % targets.length] ?? 0, "127.0.0.1");
    state.far.add(far.on("close", () => state.far.delete(far)));
    carry(state, { way: "there", from: near, to: far });
    carry(state, { way: "back", from: far, to: near });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const pumpAll = () => {
    for (const stream of state.streams) pump(state, stream);
  };
  const reset = () => {
    for (const { to } of state.streams) to.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    ports: () => [...state.far].flatMap(({ localPort }) => localPort ?? []),
    silence(ways) {
      state.silent = new Set(ways);
    },
    slow(ms) {
      state.slowMs = ms;
    },
    shut() {
      state.isShut = true;
    },
    reset,
    mend() {
      Object.assign(state, { silent: new Set(), slowMs: 0, isShut: false });
      pumpAll();
    },
    async close() {
      reset();
      server.close();
      await once(server, "close");
    },
  };
}

function carry(state: State, { way, from, to }: { way: Way; from: Socket; to: Socket }): void {
  const stream: Stream = { way, to, queue: [], timer: undefined };
  const push = (data?: Buffer) => {
    stream.queue.push({ data, dueAt: performance.now() + state.slowMs });
    pump(state, stream);
  };
  state.streams.add(stream);
  from.setNoDelay(true);
  from.on("error", () => undefined);
  from.on("data", push);
  from.on("close", () => push());
  to.on("close", () => {
    clearTimeout(stream.timer);
    state.streams.delete(stream);
  });
}

/** Passes on what is due, in its order. */
function pump(state: State, stream: Stream): void {
  clearTimeout(stream.timer);
  while (!state.silent.has(stream.way)) {
    const [next] = stream.queue;
    if (!next) return;
    const earlyMs = next.dueAt - performance.now();
    if (earlyMs > 0) {
      stream.timer = setTimeout(() => pump(state, stream), earlyMs);
      return;
    }
    stream.queue.shift();
    if (next.data) stream.to.write(next.data);
    else stream.to.destroy();
  }
}
