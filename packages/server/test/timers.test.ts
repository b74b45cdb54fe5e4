import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/*
 * A timer that is set for more than 24.8 days goes off at once. So none waits for an instant out of the data, such as an
 * expiry, which may be a hundred years away: each waits for a time that is named here.
 */

const source = join(import.meta.dirname, "../src");

const WAITS: Record<string, string> = {
  "cli/session/browser-login.ts": "5 minutes for somebody to agree",
  "cli/terminal/patience.ts": "1 s between two looks at the clock",
  "http/connections.ts": "30 s for a part of an answer to be read, and 1 s between two looks",
  "http/lanes.ts": "as long as lists have just held the event loop",
  "jobs/repeat.ts": "a pause between two turns, a constant where it is opened",
  "jobs/witness.ts": "5 s for an answer",
  "outbound/fetch.ts": "5 s for an answer",
  "outbound/smtp.ts": "30 s for a mail to be taken",
  "telemetry/gauges.ts": "1 s for tokens to be counted",
  "main.ts": "1 s before a server drains",
  "service/authenticate.ts": "25 ms before a password is refused",
  "storage/backup/restore.ts": "100 ms between two looks at a lock",
  "storage/change.ts": "1 s until a commit in doubt is looked at again",
  "storage/dialect.ts": "1 s at most between two tries to write",
  "verify/news-watch.ts": "a third of a lease",
  "verify/own-leases.ts": "what is left of a lease",
  "verify/replica.ts": "parts of a lease",
  "verify/shared-leases.ts": "a twelfth of a lease",
  "verify/usage-buffer.ts": "1 s between two writes",
};

/** Ways to wait for a time. A lease is 60 s at most, as its configuration has it. */
const SETS_TIMER = /\b(?:setTimeout|setInterval)\b|AbortSignal\.timeout\(/;

test("no timer waits for a time that somebody's data sets (B-21)", () => {
  const files = globSync("**/*.ts", { cwd: source });
  const waiting = files.filter((file) => SETS_TIMER.test(readFileSync(join(source, file), "utf8")));
  expect(waiting.toSorted()).toEqual(Object.keys(WAITS).toSorted());
});

test.each([
  "setTimeout(wake, expiresAtMs - now)",
  "const soon = AbortSignal.timeout(ms)",
  "setInterval(look, 1)",
])("a timer would be found: %s (B-21)", (line) => {
  expect(line).toMatch(SETS_TIMER);
});
