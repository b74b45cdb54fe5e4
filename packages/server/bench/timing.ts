/**
 * Whether the time that an answer takes tells what only the answer may tell: whether a value begins like a stored one,
 * whether somebody has an account, whether there is a token that one may not see. Prints what it found and writes it to
 * docs/reference/performance.md.
 */
import { tableOf } from "./findings.ts";
import { circumstances, isQuick, writePart } from "./page.ts";
import { measureTiming, MOST_AREA, MOST_T, SIZES } from "./timing/measure.ts";

const written = circumstances("npm run bench timing");
const sizes = SIZES[isQuick ? "quick" : "page"];
const { compared, controls } = await measureTiming(sizes, (text) => process.stderr.write(`${text}\n`));
writePart(
  "timing",
  `## What time tells

Two kinds of questions that have to be answered alike, asked in random order, one after the other on one connection; the database lies in memory, which hides less than a disk. Look-ups by Welch's _t_ after the slowest tenth of all was left out, as tests for constant time do: |t| < ${MOST_T}. The others by how well a guess from the time alone tells the two apart (the area under the curve: 0.5 = not at all, 1 = always): at most ${MOST_AREA}, and so must be what lies within its bounds of 95 %.

${tableOf(
  ["", "asked, of each kind", "found", ""],
  "-r--",
  compared.map(({ words, n, found, outcome }) => [
    words,
    String(n),
    found,
    outcome === "holds" ? "holds" : `**${outcome}**`,
  ]),
)}

The same measurement with mistakes in the sources:

${tableOf(
  ["mistake", "found", ""],
  "---",
  controls.map(({ mistake, found, isFound }) => [mistake, found, isFound ? "found" : "**not found**"]),
)}

That a value's checksum is wrong is told sooner than that it is unknown: that is arithmetic which anybody can do. ${written}`,
);
