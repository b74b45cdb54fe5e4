import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** Every page of the site, by its path from the root. */
export const PAGES = ["*.md", "docs/**/*.md", "packages/sdk/README.md", "examples/*/README.md"]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .filter((path) => !path.includes("node_modules"));

/** Where a page stands on the site: those of `docs` at its root, and a folder's README as the folder's page. */
export function placeOf(path: string): string {
  return path === "README.md"
    ? "readme.md"
    : path.replace(/^docs\//, "").replace(/README\.md$/, "index.md").toLowerCase(); // prettier-ignore
}

/** What a relative link of a page leads to: another page's address, a file's or a folder's path, or nothing. */
export function targetOf(
  page: string,
  href: string,
): { page: string } | { file: string } | { folder: string } | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return undefined;
  const [path = "", hash] = href.split("#");
  const target = relative(root, join(root, dirname(page), path));
  if (!existsSync(join(root, target))) return undefined;
  if (PAGES.includes(target)) {
    const anchor = hash === undefined ? "" : `#${hash}`;
    return { page: addressOf(placeOf(target)) + anchor };
  }
  return statSync(join(root, target)).isDirectory() ? { folder: target } : { file: target };
}

interface Entry {
  text: string;
  link: string;
}

interface Group {
  text: string;
  items: Entry[];
}

/** What is read first stands first; everything else follows by its title. */
const FIRST = [
  "quickstart",
  "concepts",
  "tour",
  "readme",
  "how-to/protect",
  "how-to/proxies",
  "how-to/sign-in",
];

/** Which pages a group takes: each page goes to the first group that takes it, so none is left out. */
const GROUPS: [text: string, takes: RegExp][] = [
  ["Start", /^(?:quickstart|concepts|tour|readme)\.md$/],
  ["How to", /^how-to\//],
  ["Packages and examples", /^(?:packages|examples)\//],
  ["Operate", /^(?:operate|threat-model|fast-hash|security)\.md$/],
  ["Reference", /^reference\//],
  ["Project", /^(?!index\.)[\w-]+\.md$/],
  ["Decisions", /^decisions\//],
];

/** The side bar, made of what there is. */
export function sidebar(): Group[] {
  const entries = PAGES.map((path) => ({ place: placeOf(path), text: titleOf(path) })).toSorted(byRank);
  const groupOf = (place: string) => GROUPS.find(([, takes]) => takes.test(place))?.[0];
  return GROUPS.map(([text]) => {
    const items = entries.filter(({ place }) => groupOf(place) === text);
    return { text, items: items.map(({ place, text }) => ({ text, link: addressOf(place) })) };
  });
}

/** Without the ends that a browser does not need. */
function addressOf(place: string): string {
  return `/${place.replace(/(?:index)?\.md$/, "")}`;
}

function byRank(a: { place: string; text: string }, b: { place: string; text: string }): number {
  return rankOf(a.place) - rankOf(b.place) || a.text.localeCompare(b.text, "en", { numeric: true });
}

function rankOf(place: string): number {
  const rank = FIRST.indexOf(place.replace(/\.md$/, ""));
  return rank === -1 ? FIRST.length : rank;
}

function titleOf(path: string): string {
  if (path === "README.md") return "All of it on one page";
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(root, path), "utf8")) ?? [];
  return (title ?? "Home").replaceAll("`", "");
}
