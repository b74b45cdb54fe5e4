import { Refusal } from "../core/errors.ts";
import type { Credential } from "./credential.ts";
import { invalidRequest } from "./credential.ts";

export type ClientCredential = Extract<Credential, { carrier: "client" }>;

/** Basic as RFC 6749 §2.3.1 has it: both halves are form-encoded first, so that `-` may arrive as `%2D`. */
export function clientOfBasic({ email, password }: { email: string; password: string }): ClientCredential {
  return { carrier: "client", id: formDecoded(email), secret: formDecoded(password) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw unknownClient();
  }
}

/** The client that a form names, if it holds a secret; an id alone proves nothing. */
export function clientOfForm(form: unknown): ClientCredential | { carrier: "none" } {
  const { client_id: id, client_secret: secret } = (form ?? {}) as Record<string, string>;
  return secret === undefined ? { carrier: "none" } : { carrier: "client", id: id ?? "", secret };
}

/** One way to authenticate a request and no more (RFC 6749 §2.3); a client_id beside it must name the same client. */
export function refuseSecondClient(form: unknown, tokenId: string | null | undefined): void {
  const { client_id: id = tokenId, client_secret: secret } = (form ?? {}) as Record<string, string>;
  if (secret !== undefined) throw invalidRequest("Authenticate once: by the header or in the form");
  if (id !== tokenId) throw invalidRequest("client_id is another client than the one that authenticates");
}

/** RFC 6749 §5.2, with a challenge for either way that the header can carry. */
export function unknownClient(): Refusal {
  return new Refusal(
    "authentication_required",
    "Authenticate with an access token, or with its id and value",
    {
      headers: { "WWW-Authenticate": 'Basic realm="Tokenhouse", Bearer realm="Tokenhouse"' },
    },
  );
}
