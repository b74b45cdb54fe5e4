import { COLUMNS, type TokenColumn } from "./columns.tsx";
import { HOLDER, KIND, SCOPES } from "./holder-columns.tsx";

/** The columns of one kind of list. */
export interface ColumnSet {
  /** By which the browser remembers what a person chose. */
  key: string;
  columns: readonly TokenColumn[];
  /** What starts hidden, on a narrow screen or always: it helps least to tell tokens apart. */
  hidden: Readonly<Record<string, "narrow" | "always">>;
}

export const OWN_COLUMNS: ColumnSet = {
  key: "tokenhouse.columns",
  columns: [...COLUMNS.slice(0, 4), SCOPES, ...COLUMNS.slice(4)],
  hidden: { tokenId: "narrow", description: "narrow", scopes: "narrow" },
};

export const PROJECT_COLUMNS: ColumnSet = {
  key: "tokenhouse.project-columns",
  columns: [...COLUMNS.slice(0, 1), HOLDER, KIND, SCOPES, ...COLUMNS.slice(1)],
  hidden: { token: "narrow", created: "narrow", tokenId: "always", description: "always" },
};

export const ACCOUNT_COLUMNS: ColumnSet = {
  key: "tokenhouse.account-columns",
  columns: [...COLUMNS.slice(0, 1), SCOPES, ...COLUMNS.slice(1)],
  hidden: { created: "narrow", tokenId: "always", description: "always" },
};
