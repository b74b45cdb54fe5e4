import type { Logger } from "pino";
import pino from "pino";
import { redactTokens } from "./core/redact.ts";

/** JSON lines on stdout. Token values are cut out of every line, whichever field they came in by. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ["*.authorization", "*.cookie", "*.password"],
    hooks: { streamWrite: redactTokens },
  });
}
