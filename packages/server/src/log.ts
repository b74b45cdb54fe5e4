import type { DestinationStream, Logger, LoggerOptions } from "pino";
import pino from "pino";
import { redactTokens } from "./core/redact.ts";

/** JSON lines, on stdout by default. Token values are cut out of every line, whichever field they came in by. */
export function createLog(level: string, stream: DestinationStream = pino.destination(1)): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ["*.authorization", "*.cookie", "*.password"],
    hooks: { streamWrite: redactTokens },
  };
  return pino(options, stream);
}
