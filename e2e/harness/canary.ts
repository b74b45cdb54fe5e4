import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The last 38 characters: secret and checksum. What stands before them is public. */
export const SECRET_LENGTH = 38;

const minted: string[] = [];

/** From now on `leaksIn` looks for this value. */
export function remember(value: string): void {
  minted.push(value);
}

/** Which places hold the secret of any value remembered in this process. */
export function leaksIn(places: [name: string, content: string | Buffer][]): string[] {
  const holds = (content: string | Buffer) => minted.some((value) => formsFound(value, content).length > 0);
  return places.filter(([, content]) => holds(content)).map(([name]) => name);
}

/** In which forms the secret of a value stands in a text or file: none, if all is well. */
export function formsFound(value: string, where: string | Buffer): string[] {
  const bytes = Buffer.from(where);
  const lower = Buffer.from(bytes.toString("latin1").toLowerCase(), "latin1");
  return formsOf(value.slice(-SECRET_LENGTH))
    .filter(([form, text]) => (form === "hex" ? lower : bytes).includes(text))
    .map(([form]) => form);
}

/** Every form in which a secret is looked for. Percent-encoding leaves letters and digits as they are, so `raw` finds that form too. */
export function formsOf(secret: string): [form: string, text: string][] {
  return [
    ["raw", secret],
    [
      "reversed",
      [...Buffer.from(secret)]
        .toReversed()
        .map((byte) => String.fromCharCode(byte))
        .join(""),
    ],
    ["percent", [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join("")],
    ["hex", Buffer.from(secret).toString("hex")],
    ["utf-16", Buffer.from(secret, "utf16le").toString()],
    ...[0, 1, 2].map((offset): [string, string] => ["base64", base64At(offset, secret)]),
  ];
}

/** How the secret reads inside a longer base64 text, where it begins at `offset` of three bytes. */
function base64At(offset: number, secret: string): string {
  const text = Buffer.from("-".repeat(offset) + secret).toString("base64url");
  return text.slice(offset === 0 ? 0 : 4, -4);
}

/** Every file of a folder, by its path. */
export function filesIn(folder: string): [path: string, content: Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, readFileSync(path)];
    });
}
