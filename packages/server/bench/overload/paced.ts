/** In a child: asks `/v1/verify` at a steady pace, whatever becomes of the answers, and tells how long they took. */
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { answer, argument, tell, whenLetGo } from "../child.ts";
import { quantile } from "../measure.ts";

export interface PacedArgument {
  url: string;
  verifierToken: string;
  values: readonly string[];
  perSecond: number;
}

export interface Paced {
  p50Ms: number;
  p99Ms: number;
}

const { url, verifierToken, values, perSecond } = argument() as PacedArgument;
const agent = new Agent({ keepAlive: true });
const headers = { "Content-Type": "application/json", Authorization: `Bearer ${verifierToken}` };

/** How long it took; for ever where the answer was not that the value is good. */
function ask(n: number): Promise<number> {
  const body = JSON.stringify({ token: values[n % values.length], scopes: ["orders:read"] });
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const lost = () => resolve(Number.POSITIVE_INFINITY);
    const length = { "Content-Length": Buffer.byteLength(body) };
    const asked = request(`${url}/v1/verify`, { method: "POST", agent, headers: { ...headers, ...length } });
    asked.on("error", lost).on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk))).on("error", lost);
      response.on("end", () =>
        text.includes('"valid":true') ? resolve(performance.now() - startedAt) : lost(),
      );
    });
    asked.end(body);
  });
}

async function askFor(seconds: number): Promise<Paced> {
  const startedAt = performance.now();
  const asked: Promise<number>[] = [];
  for (let n = 0; n < seconds * perSecond; n++) {
    const dueInMs = startedAt + (n * 1000) / perSecond - performance.now();
    if (dueInMs > 0) await delay(dueInMs);
    asked.push(ask(n));
  }
  const took = await Promise.all(asked);
  return { p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
}

answer((question) => askFor((question as { seconds: number }).seconds));
whenLetGo(async () => agent.destroy());
tell({});
