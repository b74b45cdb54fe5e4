import type { Coverage } from "./coverage.ts";

/** What people who know the best token pages expect of one, each once, by number. */
const asked: Coverage["asked"] = {
  Generate: {
    1: "One primary button; a name that is needed and unique among one's own, a description that is not needed.",
    2: "Lifetimes to choose from, one of them recommended, and a calendar between tomorrow and the project's limit.",
    3: "The computed date always visible, in local time and UTC, and the project's limit as days and date.",
    4: "Scopes by preset or search, a plain list of what the token will be able to do, and a reason where the holder's rights do not reach.",
    5: "Optional limits to where a token works, such as addresses.",
    6: "A link fills the form in, never with a secret; the server's faults land on their fields, and the first has the focus.",
  },
  "The one showing": {
    7: "No stray click, key, reload or closed tab loses the value: closing asks until it is copied, saved or confirmed.",
    8: "Masked with a way to reveal, selected as a whole, copied with an announced result, also without the Clipboard API.",
    9: "Ready lines for a shell, a file, programs and a cluster; files to save; a test of the token from the dialog. (A line for the command line comes with the command line.)",
    10: "The value lives in the open dialog alone: in no address, cache, storage or log.",
  },
  List: {
    11: "Name with partial view, status, scopes, expiry, last use with address, creation; the holder for administrators.",
    12: "Status as icon, text and colour: active, expiring soon (stronger in the last days), expired, revoked, rotating, long unused.",
    13: "Number cards that filter, search that finds a pasted value without sending it, filters and sort in the address.",
    14: "Thousands of tokens in keyset pages with a total, without a reload, and an export of what is filtered.",
    15: "Many selected at once, with an honest summary of what was done and what was skipped.",
    16: "First use, no match, failure and missing rights each say what to do next.",
  },
  "Change and end": {
    17: "Rotation with a choice of when the old value ends, the new one shown once, the old one's end in sight.",
    18: "Revoking is immediate and restorable; deleting for good asks with the token's name, last use and address.",
    19: "Undoing never hangs on a message that goes away.",
    20: "Every dialog can be finished by keyboard and has one danger button, which never has the focus first.",
  },
  Around: {
    21: "Nobody is surprised by an expiry: a banner tells it on the page. (Notices by mail are not there yet.)",
    22: "What happened to a token stands on its page, what happened in the project in the audit log.",
    23: "Light, dark and the system's choice without a flash, less motion on request, 360 px, targets that fingers hit.",
    24: "Languages with their own plurals, dates and relative times, and pages that read from right to left.",
    25: "Keys for search, a new token, rows, help and a palette; focus comes back; changes are announced.",
    26: "WCAG 2.2 AA in every state and both colour schemes, judged by axe.",
    27: "Works below a path and without the internet.",
    28: "Wishes: a second factor before powerful tokens, a part to embed elsewhere, a link that shows a value once.",
  },
};

const leftOut: Coverage["leftOut"] = {
  28: "Passkeys come with sign-in by identity providers; a part to embed and one-time links wait for somebody who needs them.",
};

export const PAGE_EXPECTATIONS: Coverage = {
  mark: "X",
  head: `# What people expect of a token page

What the best pages for access tokens have taught people to expect, and the tests in a browser that show it here. \`npm test\` runs them.
`,
  asked,
  leftOut,
};
