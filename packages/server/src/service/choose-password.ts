import { invalidField } from "../core/errors.ts";
import { isCommonPassword } from "../core/known-password.ts";
import { holdsToken } from "../core/redact.ts";
import type { Service } from "./context.ts";

/** The hash of a password that somebody has chosen; one that many people use, or a token, is refused as a fault of its field. */
export async function hashChosen(
  { passwords }: Service,
  password: string,
  field = "password",
): Promise<string> {
  if (holdsToken(password)) throw invalidField(field, "is an access token: choose another");
  if (await isCommon(password)) throw invalidField(field, "is one that many people use: choose another");
  return passwords.hash(password);
}

/** By a list of some 50 000, which is read when it is first needed. */
export async function isCommon(password: string): Promise<boolean> {
  known ??= readList();
  return isCommonPassword(password, await known);
}

let known: Promise<ReadonlySet<string>> | undefined;

/** Shorter ones are parts of too many good passwords. */
const SHORTEST = 4;

async function readList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"].filter(({ length }) => length >= SHORTEST));
}
