import type { Migration } from "kysely/migration";
import * as initial from "./0001-initial.ts";
import * as projectsWithRules from "./0002-projects-with-rules.ts";
import * as quickLists from "./0003-quick-lists.ts";
import * as tokenUses from "./0004-token-uses.ts";
import * as changeLog from "./0005-change-log.ts";
import * as limitsAndUserAgents from "./0006-limits-and-user-agents.ts";
import * as replicas from "./0007-replicas.ts";
import * as sharedRatesAndJobs from "./0008-shared-rates-and-jobs.ts";
import * as endedValues from "./0009-ended-values.ts";
import * as sealedAuditLog from "./0010-sealed-audit-log.ts";
import * as histories from "./0011-histories.ts";
import * as loginCodes from "./0012-login-codes.ts";
import * as identities from "./0013-identities.ts";
import * as secondFactors from "./0014-second-factors.ts";
import * as notices from "./0015-notices.ts";

/** Migrations by name, in the order of their names. A database remembers the names of those it has. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * All of them. One that is named `….additive` says that the release before it may go on working on its result, and may
 * be started on it. So it adds, and does nothing else: tables, columns that are nullable or have a default, and indexes
 * that are not unique; and no rule that a server has to keep depends on what it adds, since the release before would
 * break it. It takes a moment only, as changes wait for it. A test holds each to what can be seen of that.
 */
export const MIGRATIONS: Migrations = {
  "0001-initial": initial,
  "0002-projects-with-rules": projectsWithRules,
  "0003-quick-lists": quickLists,
  "0004-token-uses": tokenUses,
  "0005-change-log": changeLog,
  "0006-limits-and-user-agents": limitsAndUserAgents,
  "0007-replicas": replicas,
  "0008-shared-rates-and-jobs.additive": sharedRatesAndJobs,
  "0009-ended-values.additive": endedValues,
  "0010-sealed-audit-log.additive": sealedAuditLog,
  "0011-histories": histories,
  "0012-login-codes.additive": loginCodes,
  "0013-identities.additive": identities,
  "0014-second-factors": secondFactors,
  "0015-notices.additive": notices,
};

/** Whether a program that does not know a migration may work on its result: the name says it, wherever it is read. */
export function isAdditive(name: string): boolean {
  return name.endsWith(".additive");
}
