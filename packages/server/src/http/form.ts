import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "../core/errors.ts";
import { refuseOtherCoding } from "./json.ts";

/**
 * Lets this part of the server take forms and nothing else. It is for routes that no browser's session opens, so that
 * no form of another site can be taken for a request of the page's.
 */
export function takeOnlyForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async ({ headers }: FastifyRequest, body: string | Buffer) => {
      refuseOtherCoding(headers);
      return readForm(String(body));
    },
  );
}

/** RFC 6749 §3.2: a parameter without a value counts as left out, and none may stand there twice. */
function readForm(text: string): Record<string, string> {
  const members = [...new URLSearchParams(text)].filter(([, value]) => value !== "");
  const form = Object.fromEntries(members);
  if (Object.keys(form).length < members.length) {
    throw new Refusal("invalid_request", "The form has a member twice");
  }
  return form;
}
