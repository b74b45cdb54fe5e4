import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { vi } from "vitest";
import { freePorts } from "../../packages/server/test/chaos/cluster/ports.ts";
import type { Shell } from "../../packages/server/test/cli/shell.ts";
import { openShell } from "../../packages/server/test/cli/shell.ts";
import { isElsewhere } from "./elsewhere.ts";
import type { Block, Page } from "./pages.ts";
import { placeOf } from "./pages.ts";
import type { Terminal } from "./terminal.ts";
import { openTerminal } from "./terminal.ts";
import type { World } from "./world.ts";
import { cloneInto, projectInto } from "./world.ts";

/** What a page takes for granted beyond a running server and somebody who is signed in. */
export interface Stage {
  /** It begins in a clone of this project, with nobody signed in and nothing running. */
  isClone?: true;
  /** It puts something in front of an API that is there, at port 3000. */
  isProxied?: true;
  /** Files that the page speaks of, by name. */
  files?: (world: World) => Promise<Record<string, string>> | Record<string, string>;
  /** What takes the place of addresses that the page makes up. */
  places?: (world: World) => Record<string, string>;
  /** Variables that the page says are set. */
  env?: (world: World) => Promise<Record<string, string>> | Record<string, string>;
  /** What somebody does in the browser once its server is ready. */
  served?: (served: { log: () => string; url: string; world: World }) => Promise<void>;
}

export interface Followed {
  folder: string;
  /** Where the server is, and an API of the page's own. */
  url: string;
  api: string;
  /** What each block printed, in turn. */
  outputs: string[];
  shell: Shell;
}

/** A command that goes on until it is ended has a block, and so a terminal, of its own; it is ready once it listens. */
const SERVERS: [command: RegExp, port: number][] = [
  [/^(?:npm start|tokenhouse serve)$/, 4980],
  [/^npm run example/, 4990],
  [/^node [\w-]+\.ts$/, 3000],
  [/^nginx /, 8080],
  [/^caddy run$/, 8080],
  [/^haproxy -f /, 8080],
];

/** The ports that pages speak of. Another takes the place of each: the usual one may be taken. */
const PORTS = [4980, 4990, 3000, 8080];
/** Folders of the machine that pages write to: one of the page's own takes their place. */
const FOLDERS = /(?<=[\s=:"'])\/srv\/(?:[\w-]+\/)*/g;

const FLAGS = "--conditions=tokenhouse-source --disable-warning=ExperimentalWarning";

/**
 * Runs all shell blocks of a page one after the other in one shell, as they are written but for ports and folders of the
 * machine, and compares what they print where the page shows it. `finish` looks at what they leave.
 */
export async function follow<T>(
  page: Page,
  world: World,
  { stage = {}, finish }: { stage?: Stage; finish: (followed: Followed) => Promise<T> | T },
): Promise<T> {
  const scene = await openScene(page, world, stage);
  const { folder, url, ports, shell, terminal, placed } = scene;
  const outputs: string[] = [];
  try {
    for (const block of page.blocks) {
      if (block.language === "text") compare(block, { printed: outputs.at(-1) ?? "", placed });
      if (block.language !== "sh" || isElsewhere(block)) continue;
      const port = servedPort(block);
      if (port === undefined) outputs.push(await run(block, scene));
      else await serve(block, scene, port);
    }
    return await finish({ folder, url, api: `http://127.0.0.1:${ports.get(3000)}`, outputs, shell });
  } finally {
    await terminal.end();
    shell.clear();
  }
}

/** Where a page is followed. */
interface Scene {
  world: World;
  stage: Stage;
  folder: string;
  url: string;
  ports: ReadonlyMap<number, number>;
  shell: Shell;
  terminal: Terminal;
  /** Puts what is here in the place of what stands in a page. */
  placed: (code: string) => string;
}

async function openScene(page: Page, world: World, stage: Stage): Promise<Scene> {
  const blocks = page.blocks.filter((block) => !isElsewhere(block));
  const isHost = stage.isClone === true || blocks.some(({ code }) => code.includes("tokenhouse serve"));
  const ports = await portsFor(world, { isHost, isProxied: stage.isProxied === true });
  const url = `http://127.0.0.1:${ports.get(4980)}`;
  const shell = openShell({ TOKENHOUSE_URL: url });
  const folder = join(shell.home, "page");
  if (stage.isClone) cloneInto(folder);
  else projectInto(folder);
  const others = Object.entries(stage.places?.(world) ?? {});
  const placed = (code: string) =>
    others
      .reduce((text, [from, to]) => text.replaceAll(from, to), code)
      .replaceAll(/\b(?:4980|4990|3000|8080)\b/g, (port) => String(ports.get(Number(port))))
      .replaceAll(FOLDERS, `${folder}$&`);
  layOut(folder, blocks, { placed, more: (await stage.files?.(world)) ?? {} });
  if (!isHost) await shell.run(["login", "--token-stdin"], { stdin: world.value });
  const env = shell.env({
    PATH: [programsIn(shell), dirname(process.execPath), process.env["PATH"]].join(delimiter),
    NODE_OPTIONS: FLAGS,
    ...(isHost && { TOKENHOUSE_PORT: String(ports.get(4980)) }),
    PORT: String(ports.get(4990)),
    ...(await stage.env?.(world)),
  });
  return { world, stage, folder, url, ports, shell, terminal: openTerminal(folder, env), placed };
}

function servedPort({ code }: Block): number | undefined {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  return SERVERS.find(([command]) => command.test(last))?.[1];
}

async function portsFor(
  { server, api }: World,
  { isHost, isProxied }: { isHost: boolean; isProxied: boolean },
): Promise<ReadonlyMap<number, number>> {
  const free = await freePorts(PORTS.length);
  const ports = new Map(PORTS.map((port, n) => [port, free[n] ?? 0]));
  if (!isHost) ports.set(4980, Number(new URL(server.url).port));
  if (isProxied) ports.set(3000, api.port);
  return ports;
}

/** The files that the page shows, and those that it only speaks of. */
function layOut(
  folder: string,
  blocks: readonly Block[],
  { placed, more }: { placed: Scene["placed"]; more: Record<string, string> },
): void {
  const shown = blocks.flatMap(({ file, code }) => (file === undefined ? [] : [[file, code] as const]));
  for (const [file, text] of [...Object.entries(more), ...shown]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), placed(text));
  }
  for (const { code } of blocks) {
    for (const [path] of code.matchAll(FOLDERS)) mkdirSync(join(folder, path), { recursive: true });
  }
}

/** A folder for the PATH, with `tokenhouse` in it. */
function programsIn(shell: Shell): string {
  const bin = join(shell.home, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "tokenhouse"), `#!/bin/sh\nexec ${shell.program} "$@"\n`, { mode: 0o755 });
  return bin;
}

/** Runs a block. Where it signs somebody in, they type what they are asked for. */
async function run(block: Block, { terminal, shell, world, placed }: Scene): Promise<string> {
  const { email, password } = world.you;
  const [first = "", ...rest] = placed(block.code).split(/^tokenhouse login$/m);
  const printed = [await terminal.run(first, placeOf(block))];
  for (const next of rest) {
    const answers: [string, string][] = [
      ["E-mail", `${email}\r`],
      ["Password", `${password}\r`],
    ];
    const { code, stdout } = await shell.type(["login"], answers);
    if (code !== 0) throw new Error(`${placeOf(block)}: nobody could sign in:\n${stdout}`);
    printed.push(await terminal.run(next, placeOf(block)));
  }
  return printed.join("");
}

/** Leaves a block running in a terminal of its own, and waits until it can be asked. */
async function serve(
  block: Block,
  { folder, url, ports, terminal, placed, stage, world }: Scene,
  port: number,
): Promise<void> {
  const file = join(folder, `terminal-${block.line}.log`);
  const log = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
  await terminal.run(`( ${placed(block.code)} ) > '${file}' 2>&1 &\n`, placeOf(block));
  const isReady = () => isListening(ports.get(port) ?? 0);
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 50 }).catch(() => {
    throw new Error(`${placeOf(block)} does not listen:\n${block.code}\n${log()}`);
  });
  if (port === 4980) await stage.served?.({ log, url, world });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false)).on("connect", () => socket.destroy());
  });
}

/** Where the page shows «…», anything may stand. */
function compare(
  block: Block,
  { printed, placed }: { printed: string; placed: (code: string) => string },
): void {
  const shown = placed(block.code).trim();
  let rest = printed.trim();
  const [first = "", ...parts] = shown.split("…");
  const last = parts.pop();
  const fits = (part: string) => {
    const at = rest.indexOf(part);
    rest = rest.slice(at + part.length);
    return at !== -1;
  };
  const isShown =
    last === undefined
      ? rest === first
      : rest.startsWith(first) && [first, ...parts].every(fits) && rest.endsWith(last);
  if (!isShown) throw new Error(`${placeOf(block)} shows\n${shown}\nbut what is printed is\n${printed}`);
}
