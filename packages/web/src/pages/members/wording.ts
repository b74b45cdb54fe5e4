import type { Member } from "@tokenhouse/sdk/client";

/** Every word of the Members page. */
export const words = {
  title: "Members",
  intro: "The people of this project, what they may do here, and whether they may hold access tokens.",
  add: "Add member",
  search: "Search members",
  searchHint: "Name or e-mail",
  loading: "Loading members",
  failed: "The members could not be loaded",
  noMatch: "No member matches",
  noMatchText: "Try another part of the name or the e-mail address.",
  clear: "Clear search",
  count: (total: number) => (total === 1 ? "1 member" : `${total} members`),
  shownOf: (shown: number, total: number) => `${shown} of ${total} members shown`,
  you: "You",
  mayGenerate: "may generate and use tokens",
  mayNotGenerate: "may not generate or use tokens",
  activeTokens: (count: number) => (count === 1 ? "1 active token" : `${count} active tokens`),
};

export const roleNames: Record<Member["role"], string> = { owner: "Owner", admin: "Admin", member: "Member" };

export const accessNames: Record<Member["tokenAccess"], string> = {
  inherit: "Inherit",
  allow: "Allow",
  deny: "Deny",
};

export const menuWords = {
  actionsOf: (name: string) => `Actions for ${name}`,
  ownersMatter: "Only an owner can change an owner",
  role: "Change role…",
  access: "Token access…",
  password: "Reset password…",
  invite: "New invitation link…",
  deactivate: "Deactivate…",
  reactivate: "Reactivate",
  remove: "Remove…",
  saved: "Member successfully changed",
  deactivated: "Member successfully deactivated",
  reactivated: "Member successfully reactivated",
  removed: "Member successfully removed",
  reset: "Password successfully reset",
  failed: (name: string) => `«${name}» is unchanged`,
};

export const roleWords = {
  title: (name: string) => `Role of ${name}`,
  label: "Role",
  help: {
    owner: "Everything, settings and other owners included.",
    admin: "Members, service accounts, every token of the project, the audit log.",
    member: "Their own tokens, where the project allows it.",
  },
};

export const accessWords = {
  title: (name: string) => `Token access of ${name}`,
  label: "May generate and use personal tokens",
  help: {
    inherit: "As the role and the project's settings say.",
    allow: "Always, whatever the project's settings say.",
    deny: "Never. Tokens that exist are refused, and work again once this is taken back.",
  },
};

export const endWords = {
  deactivate: (name: string) => `Deactivate ${name}`,
  deactivateText:
    "They can no longer work in this project, and their tokens are refused at once. Reactivated, all is as it was.",
  password: (name: string) => `Reset the password of ${name}`,
  passwordText: "Their sessions end. Hand the new password over in person, and ask them to change it.",
  newPassword: "New password",
  passwordHelp: "At least 12 characters; 15 or more are recommended. A sentence is fine.",
  reset: "Reset password",
  endTokens: "Also end this member's tokens",
  endTokensHelp: "They are revoked, for reactivation too.",
  submitDeactivate: "Deactivate",
  remove: (name: string) => `Remove ${name}`,
  removeText: "They leave this project. Their tokens here are revoked and do not revive if they come back.",
  submitRemove: "Remove",
  invite: (name: string) => `New invitation link for ${name}`,
  inviteText: "The link before it stops working.",
  submitInvite: "Make a new link",
};

export const addWords = {
  title: "Add member",
  email: "E-mail",
  name: "Name",
  role: "Role",
  password: "Password (optional)",
  passwordHelp:
    "Left empty, you get a one-time link with which the person chooses their own. Somebody who has an account here keeps theirs.",
  missing: "This field is needed.",
  submit: "Add member",
  added: "Member successfully added",
  addedText: "They sign in with the password that you chose or already have.",
};

export const linkWords = {
  title: "Invitation link",
  warning: (name: string) =>
    `Send this link to ${name}. It works once, for 7 days, and cannot be seen again after you close this.`,
  label: "One-time link",
  copy: "Copy link",
  done: "Done",
};
