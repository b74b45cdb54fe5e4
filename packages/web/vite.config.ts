import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compressed } from "./compress.ts";
import { stylesAlong } from "./styles-along.ts";

/** The server fills these in for each answer; while developing, Vite stands in for it. */
const filledByServer: Plugin = {
  name: "filled-by-server",
  apply: "serve",
  transformIndexHtml: (html) => html.replace("__BASE_HREF__", "/").replace("__CSP_NONCE__", ""),
};

/** What nearly every page is drawn with comes in three files; what only dialogs need stays with the dialogs. */
const GROUPS = [
  { name: "icons", test: /@tabler/, minShareCount: 3 },
  {
    name: "parts",
    test: /@(?:mantine\/(?:core|hooks)|floating-ui)\/(?!.*(?:Modal|Drawer|Combobox|Select|Checkbox|Radio|Switch|Pill|ScrollArea|Tabs|Overlay|ModalBase|Collapse))/,
    minShareCount: 4,
  },
  { name: "house", test: /web\/src\/(?!locales|pages)|@tanstack\/react/, minShareCount: 4 },
];

// Wherever it is built, as in a test that packs it: whoever loads it gets what is for production.
if (process.argv.includes("build")) process.env["NODE_ENV"] = "production";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react(), filledByServer, stylesAlong(), compressed],
  resolve: { conditions: ["tokenhouse-source", "module", "browser", "development|production"] },
  build: {
    outDir: "../server/public",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // One file for each small thing would be more head than thing.
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:4980" } },
});
