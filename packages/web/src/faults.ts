import { TokenhouseError } from "@tokenhouse/sdk/client";
import { fieldText } from "./field-faults.ts";
import { isText, language, locale, t } from "./i18n.ts";

/** Said to somebody who is only just signing in. */
const AT_SIGN_IN = new Set([
  "invalid_credentials",
  "identity_refused",
  "second_factor_required",
  "second_factor_refused",
]);

/** Whether nobody is signed in any more. A wrong password at sign-in is something else. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof TokenhouseError && error.status === 401 && !AT_SIGN_IN.has(error.code);
}

/** Whether the password was right, and a code is asked for besides. */
export function asksForCode(error: unknown): boolean {
  return error instanceof TokenhouseError && error.code === "second_factor_required";
}

/** Whether another try may succeed without anybody changing anything. */
export function isPassing(error: unknown): boolean {
  return error instanceof TokenhouseError && (error.status === 0 || error.status >= 500);
}

/** A refusal in words for a person, with what its reporter is asked for where the fault is the server's. */
export function faultText(error: unknown): string {
  if (!(error instanceof TokenhouseError)) return t("faults.page");
  if (error.code === "network") return t("faults.network");
  const { retryAfterSeconds: seconds, status, requestId: id } = error;
  if (seconds !== undefined && status < 500) return t("faults.tooMany", { wait: inWords(seconds) });
  const text = refusalText(error);
  return status >= 500 && id !== undefined ? t("faults.request", { text, id }) : text;
}

/** These say more in their detail than their code does: how many, which ones. */
const WITH_FACTS = new Set(["invalid_request", "insufficient_scope", "not_in_plan", "has_active_tokens"]);

/** The server speaks English, and there more exactly than by its codes. */
function refusalText({ code, detail }: TokenhouseError): string {
  const key = `faults.codes.${code}`;
  if (language() === "en" || !isText(key)) return sentence(detail);
  const text = t(key);
  return WITH_FACTS.has(code) ? t("faults.detail", { text, detail }) : text;
}

/** The faults of single fields by their path within the body (`body.scopes.0` → `scopes`), and where a name is taken. */
export function fieldFaults(error: unknown): Record<string, string> {
  if (!(error instanceof TokenhouseError)) return {};
  if (error.code === "name_taken") return { [error.errors[0]?.path ?? "name"]: refusalText(error) };
  return Object.fromEntries(
    error.errors
      .toReversed()
      .map(({ path, message }) => [
        path.replace(/^body\./, "").replace(/\.\d+$/, ""),
        language() === "en" ? sentence(message) : fieldText(message),
      ]),
  );
}

function sentence(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length).replace(/\.?$/, ".");
}

function inWords(seconds: number): string {
  const [count, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(count);
}
