/** The token that called ends soon: it expires, or rotation has replaced it and its overlap ends. */
export interface ExpiryWarning {
  code: "token_expires" | "token_replaced";
  /** To the second. */
  at: Date;
}

/** What an answer says of the token that asked, where it is time to do something about it. */
export function readWarning(headers: Headers): ExpiryWarning | undefined {
  const code = headers.get("tokenhouse-warning");
  const at = new Date(headers.get("sunset") ?? "");
  if ((code !== "token_expires" && code !== "token_replaced") || Number.isNaN(at.getTime())) return undefined;
  return { code, at };
}

/** A warning in words. */
export function wordWarning({ code, at }: ExpiryWarning): string {
  const why = code === "token_expires" ? "expires" : "was replaced by a rotation and ends";
  return `The access token that is used here ${why} on ${at.toISOString().replace(".000Z", "Z")}`;
}

const told = new Set<string>();

/** Warns on the console, once for each end of a token and process. */
export function warnOnce(warning: ExpiryWarning): void {
  const text = wordWarning(warning);
  if (told.has(text)) return;
  told.add(text);
  // oxlint-disable-next-line no-console -- the one place where an application whose token ends would look
  console.warn(`Tokenhouse: ${text}`);
}
