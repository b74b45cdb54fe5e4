import type { FastifyInstance, FastifyRequest } from "fastify";
import { SCIM_MEDIA } from "../../contract/scim.ts";
import { readJson, refuseOtherCoding } from "../json.ts";
import { ScimRefusal } from "./refusal.ts";

/** The attributes that are read, as they are written here: nobody need write them so (RFC 7643 §2.1). */
const NAMES =
  "userName externalId displayName name formatted givenName familyName emails value active Operations op path";
const CANONICAL: ReadonlyMap<string, string> = new Map(
  NAMES.split(" ").map((name) => [name.toLowerCase(), name]),
);

/** Lets this part of the server take SCIM's own media type besides JSON. */
export function takeScim(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    [SCIM_MEDIA, "application/json"],
    { parseAs: "buffer" },
    async ({ headers }: FastifyRequest, body: string | Buffer) => {
      refuseOtherCoding(headers);
      return body.length === 0 ? undefined : canonical(readJson(Buffer.from(body)));
    },
  );
}

/** The same with its attributes named as they are here. One that stands there twice, in two spellings, counts for none. */
function canonical(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(canonical);
  if (typeof json !== "object" || json === null) return json;
  const members = Object.entries(json).map(([name, value]) => [nameOf(name), canonical(value)] as const);
  const named = Object.fromEntries(members);
  if (Object.keys(named).length < members.length) {
    throw new ScimRefusal("invalidSyntax", "The body names an attribute twice");
  }
  return named;
}

/** An attribute's name, which may have its schema's before it. */
export function nameOf(attribute: string): string {
  const [, name = attribute] = /^urn:ietf:params:scim:schemas:core:2\.0:User:(.+)$/i.exec(attribute) ?? [];
  return CANONICAL.get(name.toLowerCase()) ?? name;
}
