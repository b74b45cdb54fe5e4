import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where servers lie that are not on every account's PATH. */
const ALSO_IN = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The first of these programs that is installed on this machine, by its path; undefined when none is. */
export function findProgram(...names: string[]): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...ALSO_IN];
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}
