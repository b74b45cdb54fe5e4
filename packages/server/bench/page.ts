import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

const PAGE = join(import.meta.dirname, "../../../docs/reference/performance.md");
const PARTS = ["checks", "create", "scale", "overload", "timing"] as const;
export type Part = (typeof PARTS)[number];

const HEAD = `# How quick checks are

What is promised of the speed of checks and of making tokens, and what the bench of this repository measures: beside other libraries and servers, in turn, on the same machine and in the same minutes; how checks fare with several servers and many tokens on PostgreSQL; and what becomes of them when more is asked than can be answered. Read the ratios first: a machine that is slow is slow for all of them. How quick lists are stands in [its own page](lists-performance.md), as does [the page's speed](page-performance.md).

`;

/** For quick tries while one works on the bench: smaller sizes, and no page is written. */
export const isQuick = Boolean(process.env["BENCH_QUICK"]);

/** Prints one bench's part, and puts it into the page in the place of its last one. */
export function writePart(part: Part, text: string): void {
  process.stdout.write(`${text}\n`);
  if (isQuick) return;
  const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  const parts = PARTS.map((name) => (name === part ? text : textIn(page, name)));
  const marked = PARTS.flatMap((name, n) => (parts[n] ? [`${markOf(name)}\n\n${parts[n]}\n`] : []));
  writeFileSync(PAGE, HEAD + marked.join("\n"));
}

/** When, with what and on what a part was measured. */
export function circumstances(command: string): string {
  const cpu = cpus()[0]?.model ?? "unknown processor";
  const load = loadavg()[0]?.toFixed(1);
  const at = new Date().toISOString().slice(0, 10);
  return `Written by \`${command}\` on ${at}: Node ${process.versions.node}, ${cpus().length} cores of ${cpu}, load average at the start ${load}.`;
}

function markOf(part: Part): string {
  return `<!-- npm run bench ${part} -->`;
}

/** From its mark to the next one. */
function textIn(page: string, part: Part): string {
  const [, after = ""] = page.split(markOf(part));
  return (after.split("<!-- npm run bench ")[0] ?? "").trim();
}
