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

/** So many of `all` numbers, evenly drawn and in no order, the same ones every time. */
export function sampleOf(all: number, count: number): number[] {
  const step = 0x9e3779b1;
  return Array.from({ length: count }, (_, n) => Math.floor((((n * step) >>> 0) / 2 ** 32) * all));
}
