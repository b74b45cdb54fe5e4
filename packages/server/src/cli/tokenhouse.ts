#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache();
// Whoever reads the answer may have read enough, as «head» has.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 1));
const { program } = await import("./program.ts");
await program.parseAsync();
