import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";
import { findProgram } from "./program.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** No sandbox, because CI often runs as root in a container; no background traffic, because tests count requests. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The Chromium of this machine: the one on the PATH, else the one that playwright downloaded, else undefined. */
export function findChromium(): string | undefined {
  const downloaded = chromium.executablePath();
  return findProgram(...NAMES) ?? (existsSync(downloaded) ? downloaded : undefined);
}

/** Starts Chromium without a window. The caller closes it. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("There is no Chromium on this machine");
  return chromium.launch({ executablePath, args: FLAGS });
}
