import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Pointer, Sight, Stall, VerifierOrder } from "./verifier-process.ts";

/** A process of somebody's API that checks tokens all the time. */
export interface VerifierProcess {
  name: string;
  pid: number;
  point: (pointer: Pointer) => void;
  stall: (stall: Stall) => void;
  signal: (signal: NodeJS.Signals) => void;
  /** What it saw; nothing when it was killed. */
  finish: () => Promise<Sight | undefined>;
}

export async function startVerifier(order: VerifierOrder): Promise<VerifierProcess> {
  const file = join(import.meta.dirname, "verifier-process.ts");
  const execArgv = ["--conditions=tokenhouse-source", "--disable-warning=ExperimentalWarning"];
  const child = fork(file, { execArgv, env: { PATH: process.env["PATH"] } });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  onTestFinished(() => {
    process.off("exit", kill);
    kill();
  });
  child.send(order);
  await once(child, "message");
  return {
    name: order.name,
    pid: child.pid ?? 0,
    point: (pointer) => child.connected && child.send(pointer),
    stall: (stall) => child.connected && child.send(stall),
    signal: (signal) => void child.kill(signal),
    finish: () => lastWord(child),
  };
}

async function lastWord(child: ChildProcess): Promise<Sight | undefined> {
  if (!child.connected || child.exitCode !== null || child.signalCode !== null) return undefined;
  const ended = once(child, "exit");
  child.send("stop");
  const told = once(child, "message").then(([sight]) => sight as Sight);
  const sight = await Promise.race([told, ended.then(() => undefined)]);
  await ended;
  return sight;
}
