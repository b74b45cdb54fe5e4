import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const TEXTS = /\.(?:js|css|svg|json|webmanifest)$/;

/** Below this an answer fits into one packet anyway. */
const WORTHWHILE_BYTES = 1000;

/** Lays two compressed copies beside every file of text, once for all who will load it: the server has only to choose. */
export const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  async writeBundle({ dir = "." }, bundle) {
    const files = Object.keys(bundle).filter((file) => TEXTS.test(file));
    await Promise.all(files.map((file) => compress(join(dir, file))));
  },
};

async function compress(path: string): Promise<void> {
  const text = await readFile(path);
  if (text.length < WORTHWHILE_BYTES) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  await Promise.all([
    promisify(brotliCompress)(text, { params }).then((copy) => writeFile(`${path}.br`, copy)),
    promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION }).then((copy) =>
      writeFile(`${path}.gz`, copy),
    ),
  ]);
}
