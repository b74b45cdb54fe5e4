import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { parseJson } from "../../core/json.ts";
import { InputError } from "../attempt.ts";

/** Where somebody is signed in. */
const profile = z.object({
  url: z.url(),
  token: z.string(),
  /** The id of a token that `login` generated, and `logout` revokes. */
  ownTokenId: z.string().optional(),
});

const profiles = z.object({ current: z.string(), profiles: z.record(z.string(), profile) });

export type Profile = z.infer<typeof profile>;
export type Profiles = z.infer<typeof profiles>;

type Env = NodeJS.ProcessEnv;

export function profilesFile(env: Env): string {
  const folder = env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");
  return join(folder, "tokenhouse", "config.json");
}

/** None, where nobody has signed in yet. Takes from others the right to read it, should they have it. */
export function readProfiles(env: Env): Profiles {
  const file = profilesFile(env);
  const text = textOf(file);
  if (text === undefined) return { current: "default", profiles: {} };
  const read = profiles.safeParse(parseJson(text));
  if (!read.success) {
    throw new InputError(
      `${file} is not what «tokenhouse login» has written: mend it, or delete it and sign in anew`,
    );
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    chmodSync(file, 0o600);
    process.stderr.write(`Warning: others could read ${file}; that is over now\n`);
  }
  return read.data;
}

/** Whole or not at all, and for nobody else to read. */
export function writeProfiles(env: Env, changed: Profiles): void {
  const file = profilesFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(changed, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new InputError(`${file} cannot be read (${code})`);
  }
}
