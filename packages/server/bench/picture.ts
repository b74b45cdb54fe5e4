import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFigures } from "./findings.ts";

const FILE = join(import.meta.dirname, "../../../docs/images/performance.svg");
const [WIDTH, LABELS, VALUES, ROW, BAR, TOP, BOTTOM, EDGE] = [780, 256, 100, 30, 16, 76, 44, 20] as const;

export interface Bar {
  name: string;
  /** The time of one check. */
  us: number;
  isOurs: boolean;
}

/** Draws how long a check takes, on a scale where each line is ten times the one before. */
export function drawPicture(bars: readonly Bar[]): void {
  writeFileSync(FILE, pictureOf(bars));
}

export function pictureOf(bars: readonly Bar[]): string {
  const least = 10 ** Math.floor(Math.log10(Math.min(...bars.map(({ us }) => us))));
  const decades = Math.ceil(Math.log10(Math.max(...bars.map(({ us }) => us)) / least));
  const height = TOP + bars.length * ROW + BOTTOM;
  const scale = (us: number) => (Math.log10(us / least) / decades) * (WIDTH - LABELS - VALUES);
  const lines = Array.from({ length: decades + 1 }, (_, n) => {
    const [us, x] = [least * 10 ** n, LABELS + scale(least * 10 ** n)];
    return `<path class="line" d="M${round(x)} ${TOP - 8}V${height - BOTTOM}"/>
<text class="quiet" x="${round(x)}" y="${height - BOTTOM + 18}" text-anchor="middle">${us < 1000 ? `${us} µs` : `${us / 1000} ms`}</text>`;
  });
  const rows = bars.map(({ name, us, isOurs }, n) => {
    const y = TOP + n * ROW;
    const middle = y + BAR / 2 + 4;
    const length = Math.max(2, scale(us));
    return `<text x="${LABELS - 10}" y="${middle}" text-anchor="end"${isOurs ? ' class="ours"' : ""}>${escape(name)}</text>
<rect class="${isOurs ? "our-bar" : "bar"}" x="${LABELS}" y="${y}" width="${round(length)}" height="${BAR}" rx="3"/>
<text x="${round(LABELS + length + 8)}" y="${middle}"${isOurs ? ' class="ours"' : ""}>${timeOf(us)}</text>`;
  });
  const told = bars.map(({ name, us }) => `${name}: ${timeOf(us)}`).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title told">
<title id="title">How long one check of a token takes</title>
<desc id="told">${escape(told)}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2937; }
.head { font-size: 15px; font-weight: 600; }
.quiet { font-size: 12px; fill: #5b6472; }
.ours { font-weight: 600; }
.ground { fill: #ffffff; }
.line { stroke: #d4d8de; }
.bar { fill: #8a94a3; }
.our-bar { fill: #1c7ed6; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ee; }
  .quiet { fill: #a9b1bd; }
  .ground { fill: #161b22; }
  .line { stroke: #3b424c; }
  .bar { fill: #7c8695; }
  .our-bar { fill: #4dabf7; }
}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
<text class="head" x="${EDGE}" y="34">How long one check of a token takes</text>
<text class="quiet" x="${EDGE}" y="53">shorter is better; each line is ten times the one before</text>
${lines.join("\n")}
${rows.join("\n")}
</svg>
`;
}

function timeOf(us: number): string {
  return us < 1000 ? `${inFigures(us)} µs` : `${inFigures(us / 1000)} ms`;
}

function round(length: number): string {
  return String(Math.round(length * 10) / 10);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
