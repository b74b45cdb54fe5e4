import { instantOf } from "../core/wire-token.ts";

/** An event of the audit log as the wire has it. */
export function wireEvent<
  E extends { seq: number; at: number; detail: object; leafHash: Uint8Array | null },
>({ seq, at, detail, leafHash, ...event }: E) {
  return {
    ...event,
    id: seq,
    at: instantOf(at),
    detail: { ...detail },
    leafHash: leafHash && hexOf(leafHash),
  };
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
