import { text } from "node:stream/consumers";

/** All of what is on stdin, without the end of its last line. */
export async function readStdin(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}
