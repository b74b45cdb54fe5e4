/** Tokenhouse as it comes, in a process of its own; for comparison also without counting how often tokens are used. */
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { HeldUses } from "../../src/verify/held-uses.ts";
import { argument, tell, whenLetGo } from "../child.ts";
import { configOf } from "../store.ts";

const { folder, countsUses } = argument() as { folder: string; countsUses: boolean };
if (!countsUses) HeldUses.prototype.add = () => undefined;
const config = configOf(folder);
const server = await start(config, createLog(config.logLevel));
tell({ url: server.url });
whenLetGo(() => server.stop());
