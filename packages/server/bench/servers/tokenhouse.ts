/** Tokenhouse as it comes, in a process of its own; for comparison also without some of what it does. */
import { LIMITS } from "../../src/core/limits.ts";
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { HeldUses } from "../../src/verify/held-uses.ts";
import { argument, tell, whenLetGo } from "../child.ts";
import { configOn } from "../store.ts";

export interface ServerArgument {
  databaseUrl: string;
  /** Without: checks leave no trace. */
  countsUses?: boolean;
  /** Without: only the last one, so that every check reads the database. */
  holdsTokens?: boolean;
  /** Believes what callers of this machine say of where a request comes from. */
  isBehindProxy?: boolean;
}

const {
  databaseUrl,
  countsUses = true,
  holdsTokens = true,
  isBehindProxy = false,
} = argument() as ServerArgument;
if (!countsUses) HeldUses.prototype.add = () => undefined;
if (!holdsTokens) Object.assign(LIMITS, { heldTokens: 1 });
const config = { ...configOn(databaseUrl), trustProxy: isBehindProxy ? ["127.0.0.1"] : [] };
const server = await start(config, createLog(config.logLevel));
tell({ url: server.url, pid: process.pid });
whenLetGo(() => server.stop());
