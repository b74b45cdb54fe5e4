import { LIMITS } from "./limits.ts";
import { oneLine } from "./one-line.ts";
import { redactTokens } from "./redact.ts";

/**
 * An e-mail address in the one spelling that is stored and compared: variants of a name share everything.
 * Normalised once more at the end, because a small letter may compose with its accent where the capital does not.
 */
export function normalizeEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase().normalize("NFKC");
}

/** What somebody is called elsewhere, as people are called here: one line, no longer than somebody could have typed. */
export function nameFrom(told: string, email: string): string {
  return (redactTokens(oneLine(told)) || email).slice(0, LIMITS.nameLength);
}

/** A project's short name for headers and addresses, from its display name. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{Mn}/gu, "");
  return (
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-/, "")
      .slice(0, 63)
      .replace(/-$/, "") || "project"
  );
}

/** A service account's name for machines: `Pipeline Automation` → `pipeline_automation@service`. */
export function handleOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{Mn}/gu, "");
  const words = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return `${words || "account"}@service`;
}
