import type { Coverage } from "./coverage.ts";

/** What somebody may send that is no good request, each once, by number, and what becomes of it. */
const asked: Coverage["asked"] = {
  "A credential that is none": {
    1: "No `Authorization` → 401 with a challenge and no error code; at the OAuth routes with one for Basic, too.",
    2: "The scheme in capitals, in small letters or in both → taken (RFC 9110 §11.1).",
    3: "Several spaces behind the scheme → taken, since the RFC lets them stand there; a TAB → 401.",
    4: "White space before or behind the header's value → no part of it.",
    5: "Two `Authorization` headers, alike or not, one of them good or none → 400.",
    6: "Two credentials in one header, or a parameter behind one → 401, never the first that is good.",
    7: "A token beside a session, or in the query as well → 400. `X-Api-Key` is no carrier here: it opens nothing and is in nobody's way.",
    8: "NUL, a bare CR or LF, a folded line, a blank before the colon → 400 from the parser.",
    9: "Bytes beyond ASCII in a value → 401, never 500.",
    10: "A value of no character, of one, of one too few or too many, of 4 000, of 15 000 → 401, and the database is not asked; headers of more than 16 384 bytes → 431.",
    11: "A value cut short, with something behind it, or with another secret and the checksum that belongs to it → 401.",
    12: "A value in other letters, in full width, percent-encoded, in base64 or in quotation marks → another text, and so 401: nothing is ever normalised.",
    13: "A value that begins like a good one → looked up by the digest of all of it and answered to the byte like any unknown one.",
    14: "A good value in the query, by any name, also in the address that a proxy tells → 400; in a path, in `Referer`, in a form or in JSON where none belongs → no credential. Redacted in answer and log. It is refused unread, whether it is good or not: so no event of the audit log tells whose it is.",
    15: "A value as the name or the password of Basic → 401; the OAuth routes take it beside its id, and ask for the same scopes.",
  },
  "A time that is none": {
    16: "A lifetime of 0, -2, 0.5, 1e-7, 2^53, 1e400, 1e9 or 36 500 000 days, or NaN → 400 with the limit named, nothing made.",
    17: "A lifetime as text, true, a list, null or in full-width digits → 400: nothing is converted.",
    18: "No lifetime, null or «never» → 400; -1 is never, only where the project has no maximum, and what never expires can be revoked.",
    19: "An instant without a time or an offset, a second 60, an hour 24, a 29 February that is none, a year of five digits → 400. Lifetimes are whole days of 24 hours, whatever clocks do in between.",
    20: "Asked a millisecond before an expiry, at it and a millisecond after → over from the instant itself on, at every route that looks at it. The project's maximum is allowed and not a unit more.",
    21: "An expiry further away than a timer can wait → no timer waits for an expiry.",
  },
  "A body that is none": {
    22: "Scopes that are none, named twice, 10 000 of them, an empty list, a text, a list in a list, names of a prototype → 400 at their field.",
    23: "A JSON object that names a member twice, however it writes the name, and a form with a parameter twice → 400.",
    24: "Members that no schema has, such as `id`, `createdBy`, `owner_id`, `revoked_at` or `__proto__` → 400. The OAuth routes overlook them, as their standards ask.",
    25: "JSON of 30 000 levels, of 10 MB, in bytes that are no UTF-8, behind a byte order mark, with half a character, 1e400, -0 or a number that would be rounded → 400 or 413, alike before the framework and behind it.",
    26: "A body of another media type, of none, or in other letters than UTF-8 → 415.",
    27: "A name that is empty, blank, of 256 characters, of several lines, with NUL or 10 000 marks → 400; of 1 MB → 413. Markup, formulas, SQL, text from right to left, joined emoji and lookalikes of another name → stored to the letter.",
  },
  "An address that is none": {
    28: "An id such as `../`, `%00`, `%zz`, -1, 2^63, 1.5, in capitals, of 10 000 characters → 404, never 500.",
    29: "A page of 0, -1, 101 or 1e9 rows; a cursor of another list or person, cut short, changed or made by oneself → 400. A cursor has no end of its own: it names a place in the list.",
    30: "TRACE, HEAD where there is no GET, a method in small letters or in another header, CONNECT → 405, 400, or without effect; no tunnel.",
    31: "`//`, `/./`, `/../`, a slash at the end, `;jsessionid`, `%2f`, another case → another address: 404. A whole address → judged by its path.",
    32: "No `Host`, or two → 400; another one, or `X-Forwarded-Host` → stands in no answer and makes no link.",
  },
  "A connection that is none": {
    33: "A length and chunks, two lengths, a chunk whose size is none or whose extension is endless → 400; what is hidden in the body is never answered.",
    34: "A thousand requests one behind the other, of different callers → each judged by its own header.",
    35: "Headers, bodies or reading that take for ever → 10 s for the headers, 30 s for all of a request.",
    36: "`Expect`, `Upgrade`, the preface of HTTP/2, HTTP/0.9 → told to go on, without effect, 400, 400.",
    37: "A compressed body → 415; nothing is ever unpacked.",
    38: "Two session cookies, under either name → 400; one that was planted is never kept; one of 5 000 characters or beyond ASCII is none.",
  },
  "Somebody who is none": {
    39: "A password of 129 characters → 400 before anything is hashed, of 1 MB → 413; with NUL behind it → another one. An e-mail address in another spelling → the same tries, with a dot behind it → nobody's.",
    40: "Answers of an identity provider that are forged, old or endless → refused.",
    41: "Addresses that the server is to ask: the one that a name resolves to counts, at the moment of connecting, and none of a cloud's own or of this machine's network is asked. What the operator sets, the witness's web hook and the identity provider, may be in the operator's own network; a webhook, which the owner of a project sets, only where the operator allows it, and by http on this machine alone. A redirect is not followed, an answer that does not come within 5 s is given up, one of more than 64 KiB is not read to its end.",
    42: "An `Idempotency-Key` of no character or of more than 200 → 400, sent again with another request → 422. `If-Match` → without effect: tokens cannot be edited.",
    43: "A cell that begins like a formula → a text in every export. Nothing is imported.",
    44: "A clock that is set back or forth, and servers whose clocks differ → nothing that was ended comes back, no time is negative.",
    45: "Reports of leaked values that are unsigned, signed by another key, or changed → refused.",
  },
};

const leftOut: Coverage["leftOut"] = {
  45: "Reports of leaked values are not taken yet.",
};

export const BAD_INPUT: Coverage = {
  mark: "B-",
  head: `# What becomes of bad input

Bad input is normal input: it gets a clear answer, leaves nothing half done, and shows up in no log as a fault of ours. Each kind is listed here with its answer and the tests that show it, against a real server over HTTP unless it is a pure function; \`npm test\` runs them. What no list thinks of is sought by \`npm run fuzz\`.
`,
  asked,
  leftOut,
};
