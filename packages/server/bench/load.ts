import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import autocannon from "autocannon";

export const CONNECTIONS = 32;

/** Requests to one route of one server, sent in turn over connections that are kept. */
export interface Target {
  url: string;
  method: "GET" | "POST";
  headers?: Record<string, string>;
  shots: readonly Shot[];
  /** How many checks one request asks for. Default 1. */
  checks?: number;
}

export interface Shot {
  bearer?: string;
  /** One line. */
  body?: string;
}

export interface Load {
  requestsPerSecond: number;
  p99Ms: number;
}

/** `wrk` where it is installed; the one made of JavaScript reaches its own limit before a bare server does. */
export const loader = hasWrk() ? "wrk" : "autocannon";

/** How long, and over how many connections. */
export interface Force {
  seconds: number;
  connections: number;
}

/** Loads a target for so long. Whatever is no success throws: a refusal is quick, and no measurement. */
export async function load(target: Target, seconds: number): Promise<Load> {
  const { refused, broken, late, requestsPerSecond, p99Ms } = await flood(target, {
    seconds,
    connections: CONNECTIONS,
  });
  if (refused + broken + late === 0) return { requestsPerSecond, p99Ms };
  throw new Error(
    `Of the requests to ${target.url} ${refused} were refused, ${broken} broken, ${late} too late`,
  );
}

/** The same with more than is good, and all that comes of it. */
export function flood(target: Target, force: Force): Promise<Outcome> {
  return loader === "wrk" ? loadByWrk(target, force) : loadByAutocannon(target, force);
}

export interface Outcome extends Load {
  refused: number;
  broken: number;
  /** Not answered at all in the time that a client waits. */
  late: number;
  /** Of those that were answered, the part that was within a second. */
  partInTime: number;
}

const PATIENCE_SECONDS = 10;
const IN_TIME_MS = 1_000;

/** Reads its shots from a file, one a line: the bearer, a tab, the body. */
const SCRIPT = `
local made, turn = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local bearer, body = line:match("^([^\\t]*)\\t(.*)$")
    local headers = {}
    for name, value in pairs(wrk.headers) do headers[name] = value end
    if bearer ~= "" then headers["Authorization"] = "Bearer " .. bearer end
    made[#made + 1] = wrk.format(args[2], nil, headers, body ~= "" and body or nil)
  end
end
function request()
  turn = turn % #made + 1
  return made[turn]
end
function done(summary, latency)
  local e = summary.errors
  local within, beyond = 0, 100
  for _ = 1, 20 do
    local middle = (within + beyond) / 2
    if latency:percentile(middle) <= ${IN_TIME_MS * 1000} then within = middle else beyond = middle end
  end
  if latency.max <= ${IN_TIME_MS * 1000} then within = 100 end
  io.write(string.format(
    '\\n{"requests":%d,"us":%d,"p99Us":%d,"refused":%d,"broken":%d,"late":%d,"percentInTime":%f}\\n', summary.requests,
    summary.duration, latency:percentile(99), e.status, e.connect + e.read + e.write, e.timeout, within))
end
`;

type Counted = Record<"requests" | "us" | "p99Us" | "refused" | "broken" | "late" | "percentInTime", number>;

async function loadByWrk(
  { url, method, headers = {}, shots }: Target,
  { seconds, connections }: Force,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-bench-"));
  try {
    const [script, lines] = [join(folder, "load.lua"), join(folder, "shots")];
    writeFileSync(script, SCRIPT);
    writeFileSync(lines, shots.map(({ bearer = "", body = "" }) => `${bearer}\t${body}\n`).join(""));
    const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    const how = ["-t1", `-c${connections}`, `-d${seconds}s`, `--timeout=${PATIENCE_SECONDS}s`, "-s", script];
    const { stdout } = await promisify(execFile)("wrk", [...how, ...named, url, "--", lines, method]);
    const { requests, us, p99Us, percentInTime, ...faults } = JSON.parse(
      stdout.trim().split("\n").at(-1) ?? "",
    ) as Counted;
    const rate = { requestsPerSecond: (requests / us) * 1e6, p99Ms: p99Us / 1000 };
    return { ...rate, ...faults, partInTime: percentInTime / 100 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function loadByAutocannon(
  { url, method, headers = {}, shots }: Target,
  { seconds, connections }: Force,
): Promise<Outcome> {
  const requests = shots.map(({ bearer, body }) => ({
    method,
    headers: { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
    ...(body !== undefined && { body }),
  }));
  const options = { url, connections, duration: seconds, timeout: PATIENCE_SECONDS, requests };
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  let inTime = 0;
  const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
  run.on("response", (...[, , , ms]) => {
    if (ms <= IN_TIME_MS) inTime++;
  });
  const result = await promise;
  return {
    requestsPerSecond: result.requests.average,
    p99Ms: result.latency.p99,
    refused: result.non2xx,
    broken: result.errors - result.timeouts,
    late: result.timeouts,
    partInTime: inTime / Math.max(1, result.requests.total),
  };
}

function hasWrk(): boolean {
  try {
    execFileSync("sh", ["-c", "command -v wrk"]);
    return true;
  } catch {
    return false;
  }
}
