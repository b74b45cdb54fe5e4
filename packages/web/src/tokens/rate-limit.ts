import type { RateLimit } from "@tokenhouse/sdk/client";
import { locale, t } from "../i18n.ts";

/** The usual windows, in seconds. */
export const PERIODS = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;

const MOST_REQUESTS = 1_000_000;

/** A rate limit as a form holds it; no requests typed = none. */
export interface TypedLimit {
  requests: string;
  windowSeconds: string;
}

/** The rate limit that was typed, null for none; undefined where it cannot be one. */
export function parseRateLimit({ requests, windowSeconds }: TypedLimit): RateLimit | null | undefined {
  const typed = requests.trim();
  if (typed === "") return null;
  if (!/^[1-9]\d*$/.test(typed) || Number(typed) > MOST_REQUESTS) return undefined;
  return { requests: Number(typed), windowSeconds: Number(windowSeconds) };
}

export function rateLimitFault(requests: string): string | undefined {
  const limit = parseRateLimit({ requests, windowSeconds: "1" });
  if (limit !== undefined) return undefined;
  return t("generate.limit.wrong", { most: figure(MOST_REQUESTS) });
}

/** A rate limit in words: «10 requests per minute». */
export function rateLimitText({ requests, windowSeconds }: RateLimit): string {
  return t("generate.limit.told", {
    count: requests,
    requests: figure(requests),
    period: periodText(windowSeconds),
  });
}

function periodText(seconds: number): string {
  for (const period of ["second", "minute", "hour", "day"] as const) {
    if (PERIODS[period] === seconds) return t(`generate.limit.per.${period}`);
  }
  return t("generate.limit.seconds", { count: seconds });
}

function figure(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}
