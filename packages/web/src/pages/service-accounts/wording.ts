import type { ServiceAccount } from "@tokenhouse/sdk/client";

export const words = {
  title: "Service Accounts",
  intro: "Holders of tokens for machines. They cannot sign in, and outlive whoever made them.",
  create: "Create Service Account",
  search: "Search service accounts",
  searchHint: "Name or handle",
  count: (total: number) => (total === 1 ? "1 service account" : `${total} service accounts`),
  shownOf: (shown: number, total: number) => `${shown} of ${total} service accounts shown`,
  loading: "Loading service accounts",
  failed: "The list could not be loaded",
  empty: "No service accounts yet",
  emptyText: "Create one for each program that calls the API on nobody's behalf, such as a pipeline.",
  noMatch: "No service account matches",
  noMatchText: "Try another word.",
  clear: "Clear the search",
};

export const ROLES: { value: ServiceAccount["role"]; label: string }[] = [
  { value: "member", label: "Member" },
  { value: "verifier", label: "Verifier" },
  { value: "admin", label: "Admin" },
];

export const roleText = (role: ServiceAccount["role"]) =>
  ROLES.find(({ value }) => value === role)?.label ?? role;

export const formWords = {
  name: "Name",
  nameHint: "Pipeline Automation",
  nameHelp: "Its handle is made from it, such as pipeline_automation@service.",
  nameMissing: "Give the service account a name.",
  role: "Role",
  roleHelp:
    "A member calls your API. A verifier checks other tokens for your API. An admin manages tokens and members.",
  createTitle: "Create Service Account",
  create: "Create",
  created: "Service account successfully created",
  editTitle: "Edit Service Account",
  save: "Save",
  changed: "Service account successfully changed",
};

export const menuWords = {
  actionsOf: (name: string) => `Actions for ${name}`,
  edit: "Edit…",
  deactivate: "Deactivate",
  deactivated: "Service account successfully deactivated",
  reactivate: "Reactivate",
  reactivated: "Service account successfully reactivated",
  delete: "Delete Service Account…",
  deleted: "Service account successfully deleted",
  failed: (name: string) => `«${name}» is unchanged`,
};

export const questionWords = {
  deactivateTitle: "Deactivate Service Account",
  hasActive: ({ name, activeTokens }: ServiceAccount) =>
    `«${name}» has ${activeTokens === 1 ? "1 active token" : `${activeTokens} active tokens`}.`,
  revokeAllText: "It can be deactivated only together with them. API use with them stops at once.",
  revokeAll: "Revoke all and deactivate",
  deleteTitle: "Delete Service Account",
  delete: (name: string) => `Delete «${name}»?`,
  deleteText:
    "This cannot be undone. Its tokens that are over go with it; active ones must be revoked first.",
  deleteSubmit: "Delete",
};

export const accountWords = {
  missing: "There is no such service account here",
  missingText: "It may have been deleted, or it belongs to another project.",
  all: "All service accounts",
  tokens: (name: string) => `Tokens of ${name}`,
  inactive: "This service account is deactivated. Its tokens are refused, and it gets no new ones.",
  generateFirst: "Generate its first token",
  noTokens: "No tokens yet",
  noTokensText: "Generate one and give it to the program that this service account stands for.",
};
