import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../../../e2e/harness/program.ts";
import { findPostgres } from "../../../bench/postgres.ts";
import type { Node, Replication } from "./configuration.ts";
import { dynamicConfig, etcdArguments, haproxyConfig, patroniConfig } from "./configuration.ts";
import { startGuardian } from "./guard.ts";
import { freePorts } from "./ports.ts";
import { signalWithin } from "./processes.ts";
import { until } from "./until.ts";

/** What can happen to a primary: it dies with its Patroni, both stand still, or its Patroni does and it goes on alone. */
export type Fault = "killed" | "frozen" | "orphaned";

/** PostgreSQL servers of which one is the primary, and another becomes it when that one fails. */
export interface Cluster {
  /** `postgres://…`: leads to the primary, whichever it is. */
  url: string;
  /** All that works within belongs to the cluster, and ends with it. */
  folder: string;
  /** The primary's name, as soon as there is one; other than this one where that is given. */
  primary: (other?: string) => Promise<string>;
  /** Lets the primary send nothing to its standbys any more. */
  stallReplication: () => Promise<void>;
  /** Answers the name of the primary to which it was done. */
  strike: (fault: Fault) => Promise<string>;
  /** Lets everything go on that was stopped or killed, and waits until all follow one primary again. */
  heal: () => Promise<void>;
  replicate: (replication: Replication) => Promise<void>;
  stop: () => Promise<void>;
}

interface Member {
  role: string;
  state: string;
  timeline?: number;
}

const NOBODY = 65_534;

/**
 * Starts etcd, three PostgreSQL servers under Patroni and HAProxy, all on 127.0.0.1. They end with `stop`, and also when
 * the calling process ends without it.
 */
export async function startCluster(): Promise<Cluster> {
  const folder = makeFolder(
    mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tokenhouse-cluster-")),
  );
  const guardian = startGuardian(folder);
  const stop = async () => {
    const ended = once(guardian, "exit");
    guardian.stdin.end();
    await ended;
  };
  try {
    return { folder, stop, ...(await startWithin(folder)) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startWithin(folder: string): Promise<Omit<Cluster, "folder" | "stop">> {
  const [etcdPort = 0, peerPort = 0, port = 0, ...others] = await freePorts(9);
  const nodes = [1, 2, 3].map((n) => ({
    name: `node${n}`,
    folder: makeFolder(join(folder, `node${n}`)),
    port: others[2 * n - 2] ?? 0,
    restPort: others[2 * n - 1] ?? 0,
  }));
  const etcd = makeFolder(join(folder, "etcd"));
  launch("etcd", etcdArguments(etcd, etcdPort, peerPort), etcd);
  for (const node of nodes) {
    const binaries = `/usr/lib/postgresql/${findPostgres()}/bin`;
    writeFileSync(join(node.folder, "patroni.yml"), patroniConfig(node, etcdPort, binaries));
    launch("patroni", ["patroni.yml"], node.folder);
  }
  const proxy = makeFolder(join(folder, "haproxy"));
  writeFileSync(join(proxy, "haproxy.cfg"), haproxyConfig(port, nodes));
  launch("haproxy", ["-db", "-f", "haproxy.cfg"], proxy);
  await until(() => isWhole(nodes, "synchronous"), logsOf(nodes));
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return { url, ...controlsOf(nodes) };
}

function controlsOf(nodes: readonly Node[]): Omit<Cluster, "url" | "folder" | "stop"> {
  let current: Replication = "synchronous";
  const dead = new Set<Node>();
  const primaryNode = (other?: string) =>
    until(
      () =>
        findFirst(nodes, async (node) => node.name !== other && (await ask(node, "primary")) !== undefined),
      logsOf(nodes),
    );
  const whole = () => until(() => isWhole(nodes, current), logsOf(nodes));
  return {
    async primary(other) {
      return (await primaryNode(other)).name;
    },
    async stallReplication() {
      const { folder } = await primaryNode();
      await signalWithin(folder, "SIGSTOP", ({ title }) => title.includes("walsender"));
    },
    async strike(fault) {
      const node = await primaryNode();
      if (fault === "killed") dead.add(node);
      const isMeant = ({ folder }: { folder: string }) => fault !== "orphaned" || folder === node.folder;
      await signalWithin(node.folder, fault === "killed" ? "SIGKILL" : "SIGSTOP", isMeant);
      return node.name;
    },
    async heal() {
      for (const node of nodes) await signalWithin(node.folder, "SIGCONT");
      for (const { folder } of dead) launch("patroni", ["patroni.yml"], folder);
      dead.clear();
      await whole();
    },
    async replicate(replication) {
      current = replication;
      const { restPort } = await primaryNode();
      await fetch(`http://127.0.0.1:${restPort}/config`, {
        method: "PATCH",
        body: JSON.stringify(dynamicConfig(replication)),
      });
      await whole();
    },
  };
}

/** PostgreSQL refuses to run as root; neither need the others. */
function ordinaryUser(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const { uid, gid } = ordinaryUser();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

function launch(name: string, args: readonly string[], folder: string): void {
  const program = findProgram(name);
  if (program === undefined) throw new Error(`There is no ${name} on this machine`);
  const log = openSync(join(folder, "log"), "a");
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", log, log], ...ordinaryUser() });
  closeSync(log);
  child.unref();
}

/** What Patroni answers of a node; undefined where the answer is no, or none. */
async function ask(node: Node, path: string): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(1000);
    const response = await fetch(`http://127.0.0.1:${node.restPort}/${path}`, { signal });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

async function findFirst<T>(all: readonly T[], isIt: (one: T) => Promise<boolean>): Promise<T | undefined> {
  const answers = await Promise.all(all.map(isIt));
  return all.find((_, n) => answers[n]);
}

/** Whether all nodes answer and agree on one primary that the others follow, and on how they do. */
async function isWhole(nodes: readonly Node[], replication: Replication): Promise<true | undefined> {
  const answers = await Promise.all(nodes.map((node) => ask(node, "cluster")));
  const expected = ["leader", replication === "synchronous" ? "sync_standby" : "replica", "replica"];
  const isSound = answers.every((answer) => {
    const { members } = (answer ?? { members: [] }) as { members: Member[] };
    return (
      members
        .map(({ role }) => role)
        .toSorted()
        .join() === expected.toSorted().join() &&
      members.every(({ state }) => state === "running" || state === "streaming") &&
      new Set(members.map(({ timeline }) => timeline)).size === 1
    );
  });
  return isSound || undefined;
}

/** The last lines of each Patroni. */
function logsOf(nodes: readonly Node[]): () => string {
  const tail = ({ name, folder }: Node) =>
    [name, ...readFileSync(join(folder, "log"), "utf8").split("\n").slice(-15)].join("\n");
  return () => ["The cluster does not become what it should:", ...nodes.map(tail)].join("\n\n");
}
