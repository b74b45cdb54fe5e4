import { formsOf, SECRET_LENGTH } from "../../../e2e/harness/canary.ts";

/** Shorter texts are no secrets, and stand anywhere by chance. */
const MIN_LENGTH = 12;

interface Needle {
  form: string;
  bytes: Buffer;
}

/** Where, and in which form, any of the secrets stands: nothing, if all is well. */
export function secretsFound(
  secrets: readonly string[],
  places: readonly [name: string, content: Buffer][],
): string[] {
  const search = createSecretSearch(secrets);
  return places.flatMap(([name, content]) => search(content).map((form) => `${name}: ${form}`));
}

/** A search that is made once and asked often: in which forms any of the secrets stands in some bytes. */
export function createSecretSearch(secrets: readonly string[]): (bytes: Buffer) => string[] {
  const needles = [...new Set(secrets)]
    .filter((secret) => secret.length >= MIN_LENGTH)
    .flatMap((secret) => formsOf(secret.slice(-SECRET_LENGTH)))
    .flatMap(([form, text]) =>
      (form === "hex" ? [text, text.toUpperCase()] : [text]).map((one) => ({
        form,
        bytes: Buffer.from(one),
      })),
    );
  const search = searchFor(needles);
  return (bytes) => [...search(bytes)];
}

/** One pass over the bytes for thousands of needles: by their first four bytes, in a table that mostly says no. */
function searchFor(needles: readonly Needle[]): (bytes: Buffer) => Set<string> {
  const byStart = Map.groupBy(needles, ({ bytes }) => bytes.readInt32LE());
  const maybe = new Uint8Array(2 ** 16);
  for (const start of byStart.keys()) maybe[slotOf(start)] = 1;
  return (bytes) => {
    const found = new Set<string>();
    let start = 0;
    for (let end = 0; end < bytes.length; end++) {
      start = (start >>> 8) | ((bytes[end] ?? 0) << 24);
      if (maybe[slotOf(start)] === 0) continue;
      for (const { form, bytes: text } of byStart.get(start) ?? []) {
        if (bytes.subarray(end - 3, end - 3 + text.length).equals(text)) found.add(form);
      }
    }
    return found;
  };
}

function slotOf(start: number): number {
  return Math.imul(start, 0x9e37_79b1) >>> 16;
}
