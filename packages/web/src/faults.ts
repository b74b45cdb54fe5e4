import { TokenhouseError } from "@tokenhouse/sdk/client";

/** Whether nobody is signed in any more. A wrong password at sign-in is something else. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof TokenhouseError && error.status === 401 && error.code !== "invalid_credentials";
}

/** Whether another try may succeed without anybody changing anything. */
export function isPassing(error: unknown): boolean {
  return error instanceof TokenhouseError && (error.status === 0 || error.status >= 500);
}

/** A refusal in words for a person. */
export function faultText(error: unknown): string {
  if (!(error instanceof TokenhouseError)) return "Something went wrong in this page.";
  if (error.code === "network") return "The server did not answer. Check the connection and try again.";
  if (error.retryAfterSeconds !== undefined) {
    return `Too many tries. Try again in ${inWords(error.retryAfterSeconds)}.`;
  }
  return sentence(error.detail);
}

/** The faults of single fields by their path within the body (`body.scopes.0` → `scopes`), and where a name is taken. */
export function fieldFaults(error: unknown): Record<string, string> {
  if (!(error instanceof TokenhouseError)) return {};
  if (error.code === "name_taken") return { [error.errors[0]?.path ?? "name"]: sentence(error.detail) };
  return Object.fromEntries(
    error.errors
      .toReversed()
      .map(({ path, message }) => [path.replace(/^body\./, "").replace(/\.\d+$/, ""), sentence(message)]),
  );
}

function sentence(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length).replace(/\.?$/, ".");
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
