import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "../../e2e/harness/server.ts";
import { PAGES, placeOf, root, sidebar, targetOf } from "../.vitepress/pages.ts";

const folder = makeFolder();
const read = (file: string) => readFileSync(join(folder, file), "utf8");

beforeAll(async () => {
  const build = [join(root, "node_modules/vitepress/bin/vitepress.js"), "build", "docs", "--outDir", folder];
  await promisify(execFile)(process.execPath, build, { cwd: root });
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("every page of the repository is a page of the site, and stands in the side bar once", () => {
  expect(PAGES.length).toBeGreaterThan(50);
  const built = PAGES.filter((path) => existsSync(join(folder, placeOf(path).replace(/md$/, "html"))));
  expect(built).toEqual(PAGES);
  const listed = sidebar().flatMap(({ items }) => items.map(({ link }) => link));
  const wanted = PAGES.map((path) => `/${placeOf(path).replace(/(?:index)?\.md$/, "")}`);
  expect(listed.toSorted()).toEqual(wanted.filter((link) => link !== "/").toSorted());
});

test("every address of the site leads to a file of it, and none asks anybody else for anything", () => {
  const pages = globSync("**/*.html", { cwd: folder });
  const lost = pages.flatMap((page) => {
    const addresses = [...read(page).matchAll(/<(\w+)[^>]*? (?:href|src|srcset)="([^"#]*)/g)];
    return addresses
      .filter(([, tag, href = ""]) => !isThere(page, tag ?? "", href))
      .map(([text]) => `${page}: ${text}`);
  });
  expect(lost).toEqual([]);
  const styles = globSync("**/*.css", { cwd: folder }).map(read);
  expect(styles.filter((style) => /url\(["']?(?:https?:)?\/\//.test(style))).toEqual([]);
});

/** A link may lead elsewhere; what is loaded may not. */
function isThere(page: string, tag: string, href: string): boolean {
  if (href === "" || href.startsWith("data:")) return true;
  if (/^(?:https?|mailto):/.test(href)) return tag === "a";
  const { pathname } = new URL(href, `http://site/${page}`);
  const path = decodeURIComponent(pathname);
  return ["", ".html", "index.html"].some((end) => {
    const file = join(folder, path + end);
    return existsSync(file) && (end !== "" || !path.endsWith("/"));
  });
}

test("a link leads to a page by its place on the site, to a copy of a file, and to no folder", () => {
  const lead = (href: string) => targetOf("docs/how-to/install.md", href);
  expect(lead("../operate.md#health")).toEqual({ page: "/operate#health" });
  expect(lead("../../examples/nginx/README.md")).toEqual({ page: "/examples/nginx/" });
  expect(lead("../../deploy/docker/compose.yaml")).toEqual({ file: "deploy/docker/compose.yaml" });
  expect(lead("../../deploy/prometheus")).toEqual({ folder: "deploy/prometheus" });
  expect(lead("https://example.com")).toBeUndefined();
});
