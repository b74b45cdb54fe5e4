import type { z } from "zod";
import { scimChange } from "../../contract/scim.ts";
import { refuseFaults } from "../problem.ts";
import { nameOf } from "./body.ts";
import { ScimRefusal } from "./refusal.ts";

export interface Operation {
  op: string;
  path?: string | undefined;
  value?: unknown;
}

export type ScimChange = z.output<typeof scimChange>;

/** `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department` (RFC 7644 §3.5.2). */
const PATH = /^[a-z$][\w$:.-]*(?:\[[^\]]*\])?(?:\.[a-z$][\w$-]*)?$/i;

/** What a list of operations comes to, each after the one before it. */
export function readPatch(operations: readonly Operation[]): ScimChange {
  const set: Record<string, unknown> = {};
  for (const operation of operations) Object.assign(set, settingsOf(operation));
  const parsed = scimChange.safeParse(set);
  if (!parsed.success) throw refuseFaults(parsed.error);
  return parsed.data;
}

function settingsOf({ op, path, value }: Operation): Record<string, unknown> {
  switch (op.toLowerCase()) {
    case "add":
    case "replace":
      return path === undefined ? manyOf(value) : { [attributeOf(path)]: value };
    case "remove":
      if (path === undefined) throw new ScimRefusal("noTarget", "path: must say what is to be removed");
      return withoutIt(attributeOf(path));
    default:
      throw new ScimRefusal("invalidSyntax", "op: must be add, replace or remove");
  }
}

function manyOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ScimRefusal("invalidValue", "value: must be an object of attributes where there is no path");
  }
  return value as Record<string, unknown>;
}

function attributeOf(path: string): string {
  if (!PATH.test(path)) throw new ScimRefusal("invalidPath", "path: must name an attribute, such as active");
  return nameOf(path);
}

function withoutIt(attribute: string): Record<string, unknown> {
  if (attribute === "active" || attribute === "userName") {
    throw new ScimRefusal("mutability", `${attribute}: cannot be removed`);
  }
  return { [attribute]: null };
}
