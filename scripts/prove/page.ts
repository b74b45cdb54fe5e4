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
