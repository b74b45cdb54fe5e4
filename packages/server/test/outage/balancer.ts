import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startProgram } from "../../../../e2e/harness/process.ts";
import { findProgram } from "../../../../e2e/harness/program.ts";
import { freePorts } from "../chaos/cluster/ports.ts";
import type { Replica } from "./world.ts";

const DOCUMENT = join(import.meta.dirname, "../../../../docs/operate.md");

export interface Balancer {
  url: string;
  /** Resolves once it has told that a server is up again. */
  untilUp: (name: string) => Promise<unknown>;
  stop: () => Promise<unknown>;
}

/** Runs HAProxy on the very configuration of the documentation, with nothing changed but the addresses. */
export async function startBalancer(folder: string, replicas: readonly Replica[]): Promise<Balancer> {
  const program = findProgram("haproxy");
  if (program === undefined) throw new Error("There is no haproxy on this machine");
  const [port = 0] = await freePorts(1);
  writeFileSync(join(folder, "haproxy.cfg"), configuration(port, replicas));
  const running = startProgram(program, ["-db", "-f", "haproxy.cfg"], { cwd: folder, env: {} });
  return {
    url: `http://127.0.0.1:${port}`,
    untilUp: (name) => running.waitFor(new RegExp(`Server tokenhouse/${name} is UP`)),
    stop: () => running.stop(),
  };
}

function configuration(port: number, replicas: readonly Replica[]): string {
  const [, text = ""] = /```haproxy\n([^]*?)```/.exec(readFileSync(DOCUMENT, "utf8")) ?? [];
  const named = replicas.reduce((config, { name, url }) => {
    const known = new RegExp(`server ${name} \\S+`);
    if (!known.test(config)) throw new Error(`The documentation has no server ${name}`);
    return config.replace(known, `server ${name} ${new URL(url).host}`);
  }, text);
  return named.replace("bind :8080", `bind 127.0.0.1:${port}`);
}
