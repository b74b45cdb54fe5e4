/** Loaded before a program: what that reads of its sources has other passages in it, as `MUTATIONS` says. */
import { registerHooks } from "node:module";
import type { Mutation } from "../../lease/module.ts";
import { replaceOnce } from "../../lease/module.ts";

const mutations = JSON.parse(process.env["MUTATIONS"] ?? "[]") as Mutation[];

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const meant = mutations.filter(({ file }) => url.endsWith(`/${file}`));
    if (meant.length === 0) return loaded;
    const text = Buffer.from((loaded.source ?? "") as Uint8Array).toString();
    return { ...loaded, source: meant.reduce(replaceOnce, text) };
  },
});
