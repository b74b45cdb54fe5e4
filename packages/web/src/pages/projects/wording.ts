import type { ProjectEntry } from "@tokenhouse/sdk/client";

/** Every word of the Projects page. */
export const words = {
  title: "Projects",
  intro: "Every project of this installation. Each has its own members, tokens, settings and audit log.",
  add: "Create project",
  loading: "Loading projects",
  failed: "The projects could not be loaded",
  name: "Name",
  plan: "Plan",
  members: "Members",
  activeTokens: "Active tokens",
  status: "Status",
  created: "Created",
  nothing: "nothing",
  notForYou: "It belongs to whoever runs this installation.",
};

export const entitlementNames: Record<ProjectEntry["entitlements"][number], string> = {
  accessTokens: "Access tokens",
  serviceAccounts: "Service accounts",
};

export const formWords = {
  create: "Create project",
  edit: (name: string) => `Edit ${name}`,
  name: "Name",
  slug: "Short name (optional)",
  slugHelp: "For headers and addresses: small letters, digits and hyphens. Left empty: made from the name.",
  owner: "E-mail of the owner (optional)",
  ownerHelp: "Somebody who has an account here. Left empty: you.",
  plan: "Plan",
  entitlements: "What the plan holds",
  missing: "This field is needed.",
  save: "Save",
  created: "Project successfully created",
  changed: "Project successfully changed",
};

export const menuWords = {
  actionsOf: (name: string) => `Actions for ${name}`,
  edit: "Edit…",
  close: "Close…",
  reopen: "Reopen",
  closeTitle: (name: string) => `Close ${name}`,
  closeText:
    "Every token of this project is refused at once and nobody can enter it. Nothing is deleted: reopened, all is as it was.",
  closeCount: (tokens: number, members: number) =>
    `${tokens} active ${tokens === 1 ? "token" : "tokens"}, ${members} ${members === 1 ? "member" : "members"}.`,
  closeSubmit: "Close project",
  closed: "Project successfully closed",
  reopened: "Project successfully reopened",
  failed: (name: string) => `«${name}» is unchanged`,
};
