import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Proof, ProofOrder } from "./proof.ts";

const PAGE = join(import.meta.dirname, "../../docs/reference/proofs.md");

/** Writes what was proved, and how, to docs/reference/proofs.md. */
export function writePage(proofs: readonly Proof[], size: ProofOrder["size"]): void {
  const command = size === "ci" ? "npm run prove" : "npm run prove -- --release";
  writeFileSync(
    PAGE,
    `# Proofs

What Tokenhouse promises, and what showed it. Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}. The numbers of the promises are those of the [threat model](../threat-model.md).

None in _n_ tries says that it happens less often than 3/n, with 95 % certainty. It counts only if the same run finds a mistake that was made on purpose: that is the control.

| promise | | n | seed | faults | result | control |
| --- | --- | ---: | ---: | --- | --- | --- |
${proofs.map(rowOf).join("\n")}

## What is not proved here

- **P12**, that expiry is exact: its tests run in \`npm test\`, with clocks that are given; no run steps the machine's clock for it.
- **P16**, that one client cannot starve others: there is no run at five times the load yet.
- **P17**, that retries are safe: its tests run in \`npm test\`; \`kills\` repeats each creation whose answer was lost.
`,
  );
}

function rowOf({ promised, n, seeded, seed, faults, result, control, broken, seconds }: Proof): string {
  const verdict =
    broken.length === 0 ? result : `**DOES NOT HOLD**: ${broken.slice(0, 5).join("; ")}; ${result}`;
  const cells = [
    promised.id,
    promised.words,
    String(n),
    seeded ? String(seed) : "–",
    faults,
    `${verdict} (${seconds.toFixed(0)} s)`,
    control || "–",
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
