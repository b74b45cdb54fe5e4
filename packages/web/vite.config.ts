import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The server fills these in for each answer; while developing, Vite stands in for it. */
const filledByServer: Plugin = {
  name: "filled-by-server",
  apply: "serve",
  transformIndexHtml: (html) => html.replace("__BASE_HREF__", "/").replace("__CSP_NONCE__", ""),
};

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react(), filledByServer],
  resolve: { conditions: ["tokenhouse-source", "module", "browser", "development|production"] },
  build: { outDir: "../server/public", emptyOutDir: true, assetsInlineLimit: 0 },
  server: { proxy: { "/v1": "http://127.0.0.1:4980" } },
});
