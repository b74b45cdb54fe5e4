import type { Receipt, Token } from "@tokenhouse/sdk/client";
import { receiptText } from "../receipt.ts";
import { localTime } from "../time.ts";

const title = ({ kind }: Token) => (kind === "service" ? "Service token" : "User token");

export const rotateWords = {
  title: "Rotate Token",
  question: (name: string) => `Give «${name}» a new value?`,
  text: "Everything else stays: id, name, scopes and expiry. The new value is shown once.",
  oldValueEnds: "The old value ends",
  now: "Now",
  after: (time: string) => `After ${time}`,
  submit: "Rotate",
  rotated: (token: Token) => `${title(token)} successfully rotated`,
  oldValue: ({ token, receipt }: { token: Token; receipt: Receipt }) =>
    token.overlapEndsAt === null
      ? `Old value: ${receiptText(receipt, "refused")}`
      : `Old value works until ${localTime(token.overlapEndsAt)}`,
};

export const generateWords = {
  open: "Generate New Token",
  title: "Generate Token",
  name: "Name",
  nameHint: "CI deploy",
  nameMissing: "Give the token a name, so that you know it again.",
  lifetime: "Lifetime (days)",
  lifetimeHelp: "Set lifetime to -1 to have the token never expire.",
  presets: "Usual lifetimes",
  preset: (days: number) => (days === -1 ? "Never" : `${days} days`),
  expires: (local: string, utc: string) => `Expires ${local} (${utc})`,
  neverExpires: "Never expires. It works until somebody revokes or deletes it.",
  notAllowed: "That is no lifetime this project allows.",
  limit: (days: number, date: string) => `This project allows at most ${days} days (until ${date}).`,
  noLimit: "This project sets no maximum.",
  description: "Description (optional)",
  scopes: "Scopes (optional)",
  scopesHelp:
    "What the token may do, such as orders:read. Left empty: everything that its holder may do (*).",
  scopesHint: "orders:read",
  scopeWrong: (scope: string) =>
    `«${scope}» must be * or name:verb, such as orders:read or orders:read:eu/*.`,
  submit: "Generate",
};

export const shownWords = {
  title: "My Token",
  warning:
    "Copy it now: this value cannot be seen again. Keep it in a password manager or a vault, never in code or chat.",
  value: "Token value",
  show: "Show the value",
  hide: "Hide the value",
  copy: "Copy Token to clipboard",
  copyLines: (what: string) => `Copy ${what}`,
  copied: "Copied to the clipboard.",
  notCopied: "Copying did not work here. Show the value, select it and copy it by hand.",
  token: "Token",
  curl: "curl",
  env: ".env",
  curlHelp: "Run this to see that the token works.",
  envHelp: "Paste this into a file that your version control ignores.",
  stored: "I have stored the value in a safe place",
  done: "Done",
  leave: "Close without storing the value?",
  leaveText: "It is shown this once. After closing nobody can recover it, not even an administrator.",
  stay: "Keep it open",
  leaveAnyway: "Close anyway",
};
