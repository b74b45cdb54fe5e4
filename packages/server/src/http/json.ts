import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../core/errors.ts";
import { refusalOfDoubtful } from "./doubtful-json.ts";

/** Lets the server take one media type, so that no form of another site can be taken for a request of ours. No body at all is fine. */
export function takeOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async ({ headers }: FastifyRequest, body: string | Buffer) => {
      refuseOtherCoding(headers);
      return body.length === 0 ? undefined : readJson(Buffer.from(body));
    },
  );
}

/** Reads a body as JSON (RFC 8259): UTF-8 without a byte order mark, of which no reader makes anything else. */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw notJson();
  const text = bytes.toString("utf8");
  const parsed = parse(text);
  const refusal = refusalOfDoubtful(text);
  if (refusal) throw refusal;
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function notJson(): Refusal {
  return new Refusal("invalid_request", "The body is not valid JSON");
}

/** A body is read as it came: one that says it is compressed, or written in other letters, is refused as that. */
export function refuseOtherCoding(headers: IncomingHttpHeaders): void {
  const { "content-encoding": coding = "identity", "content-type": type = "" } = headers;
  const [, charset = "utf-8"] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type) ?? [];
  if (coding.toLowerCase() !== "identity") {
    throw new Refusal("unsupported_media_type", "Send the body uncompressed", {
      headers: { "Accept-Encoding": "identity" },
    });
  }
  if (!/^utf-?8$/i.test(charset)) throw new Refusal("unsupported_media_type", "Send the body in UTF-8");
}
