import type { Refusal } from "./refusal.ts";

/** A refusal as a web-standard `Response`. */
export function answerRefusal({ problem, headers }: Refusal): Response {
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
