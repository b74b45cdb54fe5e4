import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";

/** Requests one behind the other on one connection, each by somebody else. */
export interface Pipeline {
  /** Names of tokens; undefined = nobody. */
  callers: (string | undefined)[];
}

export const pipelines: Arbitrary<Pipeline> = fc.record({
  callers: fc.array(fc.constantFrom("owner", "admin", "member", "revoked", undefined), {
    minLength: 2,
    maxLength: 40,
  }),
});

export function textOfPipeline({ callers }: Pipeline): string {
  return callers
    .map((name) => {
      const authorization = name === undefined ? "" : `Authorization: Bearer {{value.${name}}}\r\n`;
      return `GET /v1/me HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\n`;
    })
    .join("");
}
