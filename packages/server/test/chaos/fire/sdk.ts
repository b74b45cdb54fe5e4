import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Book } from "./book.ts";
import { NODE_FLAGS } from "../servers.ts";
import type { Clock } from "./clock.ts";
import { openClock } from "./clock.ts";
import { mistaken } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import type { SdkOrder, SdkSight, SdkTask } from "./sdk-process.ts";
import type { Wire } from "./wire.ts";
import { openWire } from "./wire.ts";

/** An API's process with an SDK in it, and the wire by which it reaches servers. */
export interface Sdk {
  name: string;
  wire: Wire;
  clock: Clock;
  signal: (signal: "SIGSTOP" | "SIGCONT") => void;
  tell: (task: SdkTask) => void;
  /** Answers when the process has told all and has ended. */
  stop: () => Promise<void>;
}

export interface SdkOptions {
  name: string;
  folder: string;
  /** Of the servers that it reaches in turn. */
  ports: readonly number[];
  token: string;
  timeoutMs: number;
  mistake: Mistake | undefined;
}

/** One with a mistake has much to do: a lease can end in the midst of its checks. */
const BUSY_TURN_MS = 8;

export async function startSdk(options: SdkOptions, book: Book): Promise<Sdk> {
  const { name, folder, ports, token, timeoutMs, mistake } = options;
  const wire = await openWire(ports);
  const clock = openClock(join(folder, "clock"));
  const { flags, env } = mistaken(mistake?.mutations ?? []);
  const child = fork(join(import.meta.dirname, "sdk-process.ts"), {
    cwd: folder,
    execArgv: [...NODE_FLAGS, ...flags],
    env: { PATH: process.env["PATH"], ...clock.env, ...env },
  });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${wire.port}`;
  child.send({ url, token, name, timeoutMs, turnMs: mistake ? BUSY_TURN_MS : 0 } satisfies SdkOrder);
  await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error(`${name} does not start`))),
  ]);
  child.on("message", (sight: SdkSight) => {
    book.unavailable += sight.unavailable;
    for (const [n, isAccepted, beganAt, endedAt] of sight.checks)
      book.note(n, { by: name, outcome: isAccepted ? "accepted" : "refused", beganAt, endedAt });
  });
  return {
    name,
    wire,
    clock,
    signal: (signal) => void child.kill(signal),
    tell: (task) => void (child.connected && child.send(task)),
    async stop() {
      if (child.connected) child.send("stop" satisfies SdkTask);
      await ended;
      await wire.close();
    },
  };
}
