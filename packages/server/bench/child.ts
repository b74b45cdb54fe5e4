import { execFileSync, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { once } from "node:events";

/** The server under load has one core, who loads it the other. */
const CORES = { server: 0, loader: 1 };

/** Whether a process can be bound to a core of its own here. */
export const canPin = availableParallelism() > 1 && hasTaskset();

export interface Child<Told> {
  /** What it said first: that it is ready, or its result. */
  told: Told;
  /** Sends a question and resolves with the answer. One at a time. */
  ask: <T>(question: unknown) => Promise<T>;
  /** Lets go of it, and resolves once it has ended. */
  stop: () => Promise<void>;
}

export interface ChildOptions {
  /** What the child reads with `argument()`. */
  argument?: unknown;
  /** Node's own options. */
  flags?: readonly string[];
  /** Beside what this process was given. */
  env?: Readonly<Record<string, string>>;
  /** Where it runs: on the core of what is measured, on the other one, or wherever there is room. */
  core?: "server" | "loader" | "any";
}

/** Starts a script of this folder in a process of its own, and waits for its first word. */
export async function startChild<Told>(
  script: string,
  { argument = null, flags = [], env = {}, core = "server" }: ChildOptions = {},
): Promise<Child<Told>> {
  const node = [process.execPath, ...process.execArgv, ...flags, script, JSON.stringify(argument)];
  const cores = core === "any" ? Object.values(CORES) : [CORES[core]];
  const [file = "", ...args] = canPin ? ["taskset", "-c", cores.join(), ...node] : node;
  // What it logs is written, as in earnest, but nobody reads it.
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const listen = async <T>() => {
    const lost = ended.then(([code]) => {
      throw new Error(`${script} ended with ${String(code)} before it answered`);
    });
    const [message] = (await Promise.race([once(child, "message"), lost])) as [T];
    return message;
  };
  const told = await listen<Told>();
  return {
    told,
    ask(question) {
      const answer = listen();
      child.send(question as object);
      return answer as Promise<never>;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In a child: what it was started with. */
export function argument(): unknown {
  return JSON.parse(process.argv[2] ?? "null");
}

/** In a child: says something to whoever started it. */
export function tell(message: object): void {
  process.send?.(message);
}

/** In a child: answers each question. */
export function answer(reply: (question: unknown) => Promise<object>): void {
  process.on("message", (question) => void reply(question).then(tell));
}

/** In a child: runs `work` when nobody needs it any more, then ends. */
export function whenLetGo(work: () => Promise<unknown>): void {
  process.once("disconnect", () => void work().finally(() => process.exit()));
}

/** Moves this process, and what it starts from now on, away from the server's core. */
export function moveToLoaderCore(): void {
  if (canPin) execFileSync("taskset", ["-a", "-cp", String(CORES.loader), String(process.pid)]);
}

function hasTaskset(): boolean {
  try {
    execFileSync("taskset", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
