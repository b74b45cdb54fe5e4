import staticFiles from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../core/errors.ts";

export interface PageOptions {
  pageFolder: string;
  basePath: string;
}

/**
 * Serves the built page: its files by name, and the page itself at every address that belongs to no route. What there
 * is to serve is read once, at start, so that no address can reach any other file.
 */
export async function servePage(
  server: FastifyInstance,
  { pageFolder, basePath }: PageOptions,
): Promise<void> {
  const page = await readFile(join(pageFolder, "index.html"), "utf8").catch(() => undefined);
  await server.register(staticFiles, {
    root: pageFolder,
    index: false,
    wildcard: false,
    // The build lays compressed copies beside the files: they are chosen by what a browser takes, never asked for.
    preCompressed: true,
    globIgnore: ["**/*.br", "**/*.gz"],
    setHeaders: cacheForGood,
  });
  server.setNotFoundHandler((request, reply) => {
    if (page === undefined || !wantsPage(request)) {
      throw new Refusal("not_found", "There is nothing at this address");
    }
    return answerPage(reply, page.replaceAll("__BASE_HREF__", basePath));
  });
}

/** The nonce is new in every answer; with it the page's own styles are let in and no others. */
function answerPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .type("text/html; charset=utf-8")
    .header("Cache-Control", "no-store")
    .send(page.replaceAll("__CSP_NONCE__", reply.styleNonce));
}

/** A person's browser asking for an address of the page, and nothing that a program asks for. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const isRead = method === "GET" || method === "HEAD";
  const isApi = /^\/(?:v\d+|auth|oauth|\.well-known|assets)(?:\/|$)/.test(url);
  return isRead && !isApi && (headers.accept ?? "").includes("text/html");
}

/** Built files carry their content's hash in their name. */
function cacheForGood(reply: FastifyReply, path: string): void {
  const isHashed = /\/assets\//.test(path.replaceAll("\\", "/"));
  void reply.header("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
}
