/** What is sent by itself: a mail, or the news of an endpoint. */
export type DeliveryKind = "mail" | "webhook";

/** Something that is to reach somebody elsewhere, at least once. Its id is the same at each try. */
export interface Delivery {
  id: string;
  kind: DeliveryKind;
  /** Where to, if it is news of a webhook. */
  webhookId: string | null;
  event: string;
  /** JSON, to the letter as it is sent at each try. */
  content: string;
  createdAtMs: number;
  /** How often it was tried, this time included. */
  tries: number;
  log: readonly Try[];
}

/** What became of one try. */
export interface Try {
  atMs: number;
  ms: number;
  /** What the other side answered, by HTTP or SMTP; null = nothing. */
  status: number | null;
  /** Null = it was taken. */
  error: string | null;
}

/** What is waited after each try that failed; after the last one it is given up. */
export const RETRY_DELAYS_MS: readonly number[] = [
  10_000,
  60_000,
  10 * 60_000,
  60 * 60_000,
  6 * 60 * 60_000,
  24 * 60 * 60_000,
];

/** It did not arrive. `message` is for whoever looks after it; `detail`, if there is more, for the operator's log. */
export class DeliveryError extends Error {
  override name = "DeliveryError";
  readonly status: number | null;
  /** No further try would help. */
  readonly isFinal: boolean;
  readonly detail: string | undefined;

  constructor(
    message: string,
    {
      status = null,
      isFinal = false,
      detail,
    }: { status?: number | null; isFinal?: boolean; detail?: string },
  ) {
    super(message);
    this.status = status;
    this.isFinal = isFinal;
    this.detail = detail;
  }
}

/** When to try again after so many tries have failed, the last of them at an instant; null = not at all. */
export function nextTryAt(tries: number, atMs: number): number | null {
  const delayMs = RETRY_DELAYS_MS[tries - 1];
  return delayMs === undefined ? null : atMs + delayMs;
}
