import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { defineConfig } from "vitepress";
import { PAGES, placeOf, root, sidebar, targetOf } from "./pages.ts";

/** Files of the repository that pages link to: the site has a copy of each, so that it is whole without a network. */
const linked = new Set<string>();

export default defineConfig({
  title: "Tokenhouse",
  description: "Issues, lists, checks and ends the access tokens of your API.",
  lang: "en-GB",
  srcDir: "..",
  srcExclude: [".toolchain/**", "data/**", "**/dist/**"],
  rewrites: Object.fromEntries(PAGES.map((path) => [path, placeOf(path)])),
  cleanUrls: false,
  metaChunk: true,
  head: [["link", { rel: "icon", href: "/favicon.svg" }]],
  markdown: {
    languageAlias: { haproxy: "nginx" },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(md) {
      // Links are written for whoever reads the files.
      md.core.ruler.push("links-of-files", ({ tokens, env }) => {
        const { realPath, path } = env as { realPath?: string; path: string };
        const page = relative(root, realPath ?? path);
        for (const token of tokens) {
          if (token.type === "html_block") token.content = token.content.replaceAll(PICTURE, '$1="./');
          lead(token.children ?? [], page);
        }
      });
    },
  },
  themeConfig: {
    logo: "/favicon.svg",
    nav: [
      { text: "Quickstart", link: "/quickstart" },
      { text: "Concepts", link: "/concepts" },
      { text: "HTTP reference", link: "/reference/http" },
      { text: "Changes", link: "/changelog" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local" },
    footer: { message: "Apache-2.0" },
  },
  // The one layout of the theme that names no main part.
  transformHtml: (html) => html.replace('class="VPContent is-home"', '$& role="main"'),
  buildEnd({ outDir }) {
    copyFileSync(join(root, "packages/web/public/favicon.svg"), join(outDir, "favicon.svg"));
    for (const file of linked) {
      mkdirSync(dirname(join(outDir, "files", file)), { recursive: true });
      copyFileSync(join(root, file), join(outDir, "files", file));
    }
  },
});

/** A picture beside the page, which Vite takes for a package unless it begins with a dot. */
const PICTURE = /\b(src|srcset)="(?=[\w-]+\/)/g;

interface Token {
  type: string;
  content: string;
  attrGet: (name: string) => string | null;
  attrSet: (name: string, value: string) => void;
}

/** Points the links of a line to where their targets stand on the site; a folder has no address there. */
function lead(tokens: Token[], page: string): void {
  let closing: string | undefined;
  for (const token of tokens) {
    if (token.type === "link_close" && closing !== undefined) {
      become(token, closing);
      closing = undefined;
    }
    const target = token.type === "link_open" && targetOf(page, token.attrGet("href") ?? "");
    if (!target) continue;
    if ("page" in target) token.attrSet("href", target.page);
    else {
      closing = "file" in target ? "</a>" : "";
      become(token, "file" in target ? linkTo(target.file, page) : "");
    }
  }
}

function become(token: Token, html: string): void {
  token.type = "html_inline";
  token.content = html;
}

function linkTo(file: string, page: string): string {
  linked.add(file);
  const up = "../".repeat(placeOf(page).split("/").length - 1) || "./";
  return `<a href="${up}files/${file}" target="_self">`;
}
