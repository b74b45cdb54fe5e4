import type { Coverage } from "./coverage.ts";

/**
 * What the documentation of Dataprep by Trifacta, CodeThreat and Qualytics asks of access tokens, each once, by number.
 * Where the three disagree, the wording says what this product decided.
 */
const asked: Coverage["asked"] = {
  "Enablement and roles": {
    1: "The owner switches token access, project by project.",
    2: "At first only owners and administrators generate tokens.",
    3: "Single members can be allowed to generate and use tokens; the right can be withdrawn.",
    4: "The right is enforced in the server on every way to a value, minting with a token included.",
    5: "Switched off, every token is refused and the token routes are not there; on again, valid ones work again.",
    6: "A project has a maximum lifetime in days; -1 is none.",
    7: "A smaller maximum concerns new tokens only.",
    8: "An owner can delete other people's tokens; members and other projects' administrators cannot.",
    9: "Nobody creates a token for another person without that person's credentials.",
    10: "A project whose plan lacks access tokens is told so.",
  },
  "Obtaining a token": {
    11: "A signed-in person generates tokens on the page.",
    12: "User name and password generate a token over the API.",
    13: "A valid token generates another one for the same person and project.",
    14: "The first request for a token needs another form of authentication.",
    15: "An expired token generates none; password or another valid token do.",
    16: "Revoked, deleted, malformed and foreign tokens generate none.",
    17: "A generated token depends on its parent neither in life nor in lifetime.",
    18: "Any number of tokens, any number of them active.",
    19: "A lifetime is whole days, or -1 where allowed; anything else is refused with the limit named.",
    20: "A description is optional and for display only, and is shown as text.",
    21: "A token has a name.",
    22: "A name is unique per holder and at most 255 characters long.",
    23: "A token is active at once.",
  },
  Secrecy: {
    24: "The value is shown once, with a button to copy it.",
    25: "Once closed, no view and no API shows the value again.",
    26: "A warning asks to copy the value and to store it safely.",
    27: "Only a one-way digest is stored; no log holds a value or an Authorization header.",
    28: "A token ID is no credential.",
    29: "The list shows a part of the token that opens nothing.",
    30: "Answers that hold a value are kept by no cache.",
  },
  Use: {
    31: "`Authorization: Bearer` carries the value.",
    32: "A token opens every endpoint that its holder may use, in each version of the API.",
    33: "Every request needs the token: no session is born from one.",
    34: "A token signs nobody in to the page, and the page needs none.",
    35: "A request acts as the creator of the token, whoever sends it.",
    36: "A token works in its own project only.",
    37: "The creator's current rights apply.",
    38: "A change or reset of the password leaves tokens working.",
    39: "Tokens of deactivated and removed people are refused.",
    40: "A token is expired from the instant of its expiry on, decided at each request.",
    41: "One endpoint lists the endpoints that the caller may use.",
    42: "A token that is not good is 401, whatever became of it; a missing right is 403.",
    43: "Last used moves with each successful use, and with nothing else.",
  },
  "Immutability and renewal": {
    44: "Nothing edits or extends a token.",
    45: "Revoking and restoring change the state alone, never the expiry.",
    46: "Renewing is making a new token; the old one stays until its own end.",
  },
  List: {
    47: "One's list holds one's own tokens.",
    48: "Columns: Name, Token, Token ID, Description, Status, Created, Expires, Last Used.",
    49: "Active is green, Revoked orange, Expired red, and none is told by colour alone.",
    50: "Never used and never expiring are told as such; local times on the page, UTC in the API.",
    51: "A token tells whether it has been used.",
    52: "Owner and administrators see all tokens of the project with their holders, never a value.",
  },
  Lifecycle: {
    53: "The row menu offers what the token's state allows.",
    54: "Revoking works at once and says so.",
    55: "Restoring a revoked token makes the same value work again and says so.",
    56: "An expired token is not restored.",
    57: "Deleting asks first and says what it means; cancelling changes nothing.",
    58: "Deletion is for good and says so; neither id nor value ever comes back.",
    59: "Whether an active token can be deleted is the project's setting, enforced in the server.",
    60: "An expired token can always be deleted.",
    61: "Steps that do not fit the state change nothing; a use that races a revocation is refused once that has answered.",
  },
  "Service tokens": {
    62: "Only administrators make and manage them; they are hidden from and refused to others.",
    63: "They belong to a service account and outlive whoever made them.",
    64: "They expire, are revoked, restored, deleted and show their last use as personal tokens do.",
    65: "A service account is called `name@service`, cannot sign in, and is not deactivated while it has active tokens.",
    66: "Optional: tokens for SCIM alone, download of a value as a file, a command line that is set up by a token.",
  },
  API: {
    67: "`/v4/apiAccessTokens` creates, lists, shows and deletes with Dataprep's fields and statuses.",
    68: "Revoking and restoring have routes of their own.",
    69: "Another person's token ID answers like an unknown one, but to owner and administrators.",
    70: "The older API tells refusals as exceptions, with a request id, and 429 with x-retry-after.",
    71: "Changes of tokens and refused uses are on record with who, whose, which and when, never a value.",
  },
};

/** Optional requirements that are left out on purpose, and why. */
const leftOut: Coverage["leftOut"] = {
  66: "Scopes narrow a token to one purpose, and My Token offers the value as a file; a command line to set up comes later.",
};

export const SEED_REQUIREMENTS: Coverage = {
  mark: "R",
  head: `# What three systems ask of access tokens

Dataprep by Trifacta, CodeThreat and Qualytics document how their access tokens behave. Each requirement that follows from these documents is listed here with the tests that show it here; \`npm test\` runs them and says so when a suite could not run. The suites Dataprep, CodeThreat and Qualytics walk the documents from the first paragraph to the last against a real server, the suite e2e drives the page in a browser.
`,
  asked,
  leftOut,
};
