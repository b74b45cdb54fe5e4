import { createRequire } from "node:module";

/** The release that runs. */
export const VERSION = (createRequire(import.meta.url)("../package.json") as { version: string }).version;
