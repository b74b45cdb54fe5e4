import { digestToken, mintToken } from "@tokenhouse/sdk";
import { hash } from "node:crypto";

/** The value of the token number `n`: always the same one, so that every process of a bench knows it. */
export function valueOf(n: number): string {
  let drawn = 0;
  const random = (count: number) =>
    Buffer.from(hash("sha512", `only for the benchmark ${n} ${drawn++}`, "hex"), "hex").subarray(0, count);
  return mintToken("th", "service", random).value;
}

export function digestOf(n: number): Buffer {
  return Buffer.from(digestToken(valueOf(n)), "hex");
}
