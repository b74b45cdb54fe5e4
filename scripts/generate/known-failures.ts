import type { Coverage } from "./coverage.ts";

/** What went wrong with access tokens elsewhere, each once, by number. The wording is ours. */
const asked: Coverage["asked"] = {
  "Who may have a token, and for whom": {
    1: "better-auth (CVE-2025-61928): a request without a session that named a user in its body was taken for that user's, and made keys for anybody.",
    4: "better-auth (commits 70c47e1, 35e221d): a session that had been revoked, or was a banned person's, still made and changed API keys, because something between the check and the act remembered it.",
    9: "StudioCMS (CVE-2026-30944, CVE-2026-30945): people made tokens for others and revoked those of others, by id.",
    16: "Bitbucket Server (BSERV-12820): an expired token was tried as a password next, and so locked its owner out.",
    18: "AWS IAM: for some seconds after a key was deleted it still worked, long enough to make another one with it.",
    22: "In many systems: a narrow token makes, renews or revives a broader one.",
    23: "In many systems: a token is taken for a person at a browser, and opens a session or changes a password.",
  },
  "On every way alike": {
    6: "Gitea (CVE-2026-28699, CVE-2026-28744, CVE-2026-24791): scopes held for a token in one scheme and not in another, and a token without any was one for everything.",
    7: "Open WebUI (CVE-2026-45339): what a key was kept from by one header it reached by another.",
    8: "n8n (GHSA-h3jj-5f3v-3685, CVE-2026-42227), n8n-mcp (CVE-2026-45707): a lesser right was asked for than the act needed, a project's id was believed from the query, and a missing tenant meant the operator's own.",
    12: "Zitadel (CVE-2026-27840): a token that was cut short was still good.",
    24: "In many systems: of two names that look alike the wrong one is ended.",
  },
  "The end of a token": {
    2: "better-auth (commit e29c1ef): a row that was deleted while it was being checked was accepted, and cached once more.",
    5: "better-auth (GHSA-2vg6-77g8-24mp), NextAuth.js (GHSA-8fpg-xm3f-6cx3, GHSA-7rqj-j65f-68wh): sessions outlived their person, a configuration that could not be read let everybody in, and one address had two spellings.",
    10: "Directus (GHSA-56p6-qw3c-fq2g), Mattermost (CVE-2025-3230), Rancher (CVE-2023-22650), GitLab (CVE-2023-1555): tokens went on working for people who were suspended, deleted or banned.",
    11: "Memos (GHSA-mr34-8733-grr2): a new password left tokens alive, and nobody was told. Here that is the rule (R38), and ending them is offered with a reset.",
    13: "Ech0 (GHSA-fpw6-hrg5-q5x5): a token without an expiry could not be revoked, and signing out failed on it.",
    14: "Keycloak (CVE-2026-8922, CVE-2026-9802): of two levels of revocation the outer one was forgotten, and a restart brought a revoked token back.",
    17: "HashiCorp Vault (CVE-2021-32923): a token that was renewed in its last second never ended.",
    21: "weave router (#473), Arcane (#3603), Solana's developer platform (#1214), litellm-rs (#959), executor (#1870): one of many changes forgot to tell the cache, and what had ended was accepted.",
    25: "In many systems: what is restored comes back with more than it had.",
  },
  "Many at once": {
    3: "better-auth (commit e4d95fd): a limit was read, counted up and written, so that many requests at once spent it more than once.",
    15: "Apache CXF (CVE-2026-50631), Spring Security (CVE-2026-22751): what was good for one use was good for two at the same moment.",
    19: "GitLab (issues 418238 and 418769): one late use of a rotated value ended the new one.",
    20: "GitLab (14 May 2024): scripts that went on with expired tokens had their whole address banned.",
  },
  Incidents: {
    26: "Heroku and Travis CI (2022): tokens that were stored so that they could be used again were stolen.",
    27: "Codecov (2021), CircleCI (2023): the secrets of many builds were out at once, and had to be ended at once.",
    28: "Cloudflare (2023): of thousands of credentials four were not ended, because nobody thought that they were used.",
    29: "Salesloft Drift (2025): one integration's tokens opened hundreds of organisations from anywhere.",
    30: "npm (2025): a worm published with the long-lived tokens that it found on machines.",
  },
};

export const KNOWN_FAILURES: Coverage = {
  mark: "C-",
  column: "what went wrong",
  head: `# How tokens failed elsewhere

Weaknesses and incidents that became known in other products, by CVE, advisory, issue or date, and the tests that keep them from happening here. A test does what went wrong there; it is not a judgement of those products, which have mended it.
`,
  asked,
  leftOut: {},
};
