import type { Generated, Selectable } from "kysely";
import type { DeliveryKind } from "../core/delivery.ts";
import type { Role, ServiceRole, TokenAccess } from "../core/policy.ts";

/**
 * The tables. Times are ms since 1970 in UTC, booleans are 0 or 1, lists are JSON text: forms that every database
 * stores alike.
 */
export interface Tables {
  revision: RevisionTable;
  histories: HistoryTable;
  replayed_journals: ReplayedJournalTable;
  change_log: ChangeLogTable;
  verifiers: VerifierTable;
  projects: ProjectTable;
  users: UserTable;
  members: MemberTable;
  service_accounts: ServiceAccountTable;
  tokens: TokenTable;
  token_versions: TokenVersionTable;
  token_use_days: TokenUseDayTable;
  token_use_addresses: TokenUseAddressTable;
  token_rates: TokenRateTable;
  sessions: SessionTable;
  devices: DeviceTable;
  sign_in_tries: SignInTryTable;
  invitations: InvitationTable;
  login_codes: LoginCodeTable;
  identities: IdentityTable;
  proven_identities: ProvenIdentityTable;
  finished_sign_ins: FinishedSignInTable;
  second_factors: SecondFactorTable;
  recovery_codes: RecoveryCodeTable;
  idempotency_keys: IdempotencyKeyTable;
  audit_events: AuditEventTable;
  audit_logs: AuditLogTable;
  audit_nodes: AuditNodeTable;
  audit_keys: AuditKeyTable;
  jobs: JobTable;
  webhooks: WebhookTable;
  deliveries: DeliveryTable;
  expiry_notices: ExpiryNoticeTable;
}

type Flag = number;
type Ms = number;

/** One row: the number of the last change. Every changing transaction advances it first. */
export interface RevisionTable {
  n: number;
  /** So many histories came before those that the database itself can tell apart. */
  earlier_histories: Generated<number>;
}

/** Where revisions go on after a gap: with a standby that took over, or a backup that was restored. */
export interface HistoryTable {
  first: number;
  /** The last revision of before that this database has. */
  before: number;
  /** It was restored, and nobody has decided about the revocations that it does not have. */
  undecided: Flag;
}

/** A journal whose entries were replayed, up to a revision. */
export interface ReplayedJournalTable {
  id: string;
  revision: number;
}

/** Whose rights changed with which revision: what verifiers have to forget. */
export interface ChangeLogTable {
  revision: number;
  project_id: string;
  kind: "token" | "holder" | "project";
  ref: string;
}

/** A process that answers checks from its memory, under a lease. */
export interface VerifierTable {
  id: string;
  /** Null = a server, which holds rights of every project. */
  project_id: string | null;
  name: string;
  /** Null = a server. */
  mode: "memory" | "mirror" | null;
  lease_ms: number;
  registered_at: Ms;
  /** When its lease was extended last. */
  heard_at: Ms;
  /** Moved by each extension of its lease. */
  generation: Generated<number>;
  /** Up to this revision it has confirmed. */
  applied: Generated<number>;
}

export interface ProjectTable {
  id: string;
  slug: string;
  name: string;
  plan: string;
  /** JSON list of what the plan holds. */
  entitlements: string;
  /** JSON list of scopes with descriptions. */
  scope_catalogue: string;
  tokens_enabled: Flag;
  everyone_may_generate: Flag;
  max_lifetime_days: number;
  default_lifetime_days: number;
  require_revoke_before_delete: Flag;
  created_at: Ms;
  closed_at: Ms | null;
}

export interface UserTable {
  id: string;
  /** Trimmed, NFKC, lower case: one person, one spelling. */
  email: string;
  name: string;
  password_hash: string | null;
  /** Runs the installation. */
  operator: Generated<Flag>;
  created_at: Ms;
}

export interface MemberTable {
  project_id: string;
  user_id: string;
  role: Role;
  token_access: TokenAccess;
  active: Flag;
  /** Has asked to join, and waits for an administrator. */
  asked: Generated<Flag>;
  /** What a directory knows them by (RFC 7643 §3.1). */
  external_id: string | null;
  created_at: Ms;
}

export interface ServiceAccountTable {
  id: string;
  project_id: string;
  name: string;
  /** `pipeline_automation@service`, unique in the project. */
  handle: string;
  role: ServiceRole;
  active: Flag;
  created_at: Ms;
}

export interface TokenTable {
  id: string;
  project_id: string;
  /** The holder: exactly one of the two. */
  user_id: string | null;
  service_account_id: string | null;
  name: string;
  /** The name as lists sort it. */
  name_sort: string;
  description: string;
  /** Name, description, id and hint in lower case: what a search looks through. */
  search_text: string;
  scopes: string;
  ip_allow_list: string;
  /** JSON; null = none. */
  rate_limit: string | null;
  version: number;
  hint: string;
  created_by: string;
  created_at: Ms;
  expires_at: Ms | null;
  revoked_at: Ms | null;
  revoke_reason: string | null;
  last_used_at: Ms | null;
  last_used_ip: string | null;
  last_used_user_agent: string | null;
  last_used_by: string | null;
}

/** One row a value: rotation adds a version and lets the one before it end. */
export interface TokenVersionTable {
  digest: Uint8Array;
  token_id: string;
  version: number;
  created_at: Ms;
  /** When it ends, or ended, by the clock of whoever wrote it; null = it is the current one. */
  valid_until: Ms | null;
  /** It was ended at once, whatever any clock says. */
  ended: Generated<Flag>;
}

/** How often a token was used on a day, counted from 1970 in UTC. */
export interface TokenUseDayTable {
  token_id: string;
  day: number;
  uses: number;
}

export interface TokenUseAddressTable {
  token_id: string;
  ip: string;
  uses: number;
  first_used_at: Ms;
  last_used_at: Ms;
  /** Of the last use from there. */
  user_agent: string | null;
  verifier: string | null;
}

/** How far a limited token is used up, for all servers. Times are microseconds since 1970, by the database's clock. */
export interface TokenRateTable {
  token_id: string;
  /** When the limit is unused again. */
  unused_at: number;
  /** When permits were taken last, and how many. */
  taken_at: number;
  taken: number;
}

export interface SessionTable {
  digest: Uint8Array;
  user_id: string;
  created_at: Ms;
  expires_at: Ms;
  ip: string;
  user_agent: string;
}

/** A browser that has signed in as this person before; strangers cannot use up its tries. */
export interface DeviceTable {
  digest: Uint8Array;
  user_id: string;
  created_at: Ms;
}

/** Tries to sign in to one account, or from one address. */
export interface SignInTryTable {
  /** A digest of whose. */
  key: Uint8Array;
  tries: number;
  forgotten_at: Ms;
  /** No try is let through before. */
  free_at: Ms;
}

/** A one-time link with which an invited person chooses their password. */
export interface InvitationTable {
  digest: Uint8Array;
  user_id: string;
  project_id: string;
  expires_at: Ms;
}

export interface LoginCodeTable {
  digest: Uint8Array;
  session_digest: Uint8Array;
  project_id: string;
  challenge: string;
  name: string;
  lifetime_days: number;
  expires_at: Ms;
}

/** Who somebody is for an identity provider. */
export interface IdentityTable {
  issuer: string;
  subject: string;
  user_id: string;
  created_at: Ms;
}

/** An identity that its owner has proved, and that waits for the password of the account that it is to open. */
export interface ProvenIdentityTable {
  digest: Uint8Array;
  issuer: string;
  subject: string;
  user_id: string;
  expires_at: Ms;
}

/** A sign-in by an identity provider that has come to its end, and comes to no second. */
export interface FinishedSignInTable {
  digest: Uint8Array;
  expires_at: Ms;
}

/** By what somebody makes one-time codes (RFC 6238). */
export interface SecondFactorTable {
  user_id: string;
  /** In the clear, as it has to be to tell what a code should be. */
  secret: Uint8Array;
  created_at: Ms;
  /** When they first showed a code of it; null = they have not, and nobody is asked for one. */
  confirmed_at: Ms | null;
  /** The time step of the last code that was accepted: neither it nor an earlier one is again. */
  last_step: Generated<number>;
}

/** What somebody has in place of a code, once. */
export interface RecoveryCodeTable {
  digest: Uint8Array;
  user_id: string;
}

export interface IdempotencyKeyTable {
  project_id: string;
  caller_id: string;
  key_digest: Uint8Array;
  request_digest: Uint8Array;
  token_id: string;
  created_at: Ms;
}

export interface AuditEventTable {
  seq: Generated<number>;
  /** Null where no project is concerned, as with a sign-in. */
  project_id: string | null;
  at: Ms;
  event: string;
  /** The change this event belongs to; null where nothing changed, as with a refused sign-in. */
  revision: number | null;
  token_id: string | null;
  actor: string;
  actor_id: string | null;
  origin: string;
  detail: string;
  /** Its place in the log of its project; null until it is sealed. */
  leaf_index: number | null;
}

/** A sealed log: that of a project, or of what concerns none. */
export interface AuditLogTable {
  id: string;
  size: number;
  /** Up to this size a witness knows its head. */
  witnessed_size: Generated<number>;
}

/** The hash of a whole subtree of a log's Merkle tree; level 0 = of a leaf. */
export interface AuditNodeTable {
  log_id: string;
  level: number;
  node_index: number;
  hash: Uint8Array;
}

/** The key that heads are signed with, where the configuration names none: one row, PKCS #8 as PEM. */
export interface AuditKeyTable {
  id: number;
  private_key: string;
}

/** Background work, and from when on, by the database's clock, a server may do it (again). */
export interface JobTable {
  name: string;
  due_at: Ms;
}

/** An address elsewhere that is told what happens in a project. */
export interface WebhookTable {
  id: string;
  project_id: string;
  name: string;
  url: string;
  /** JSON list of what it is told of. */
  events: string;
  /** What deliveries are signed with: it has to be there as it is. */
  secret: Uint8Array;
  secret_before: Uint8Array | null;
  /** Until then the one before signs along. */
  secret_before_until: Ms | null;
  created_at: Ms;
}

/** Something that is to reach somebody elsewhere, written with the change that it tells of. */
export interface DeliveryTable {
  id: string;
  kind: DeliveryKind;
  webhook_id: string | null;
  event: string;
  content: string;
  created_at: Ms;
  /** When it is to be tried; null = it has arrived, or was given up. */
  due_at: Ms | null;
  /** A server is trying, and has it for itself until then. */
  taken_until: Ms | null;
  delivered_at: Ms | null;
  tries: Generated<number>;
  /** JSON list of what became of each try. */
  log: Generated<string>;
}

/** Somebody was told that a token ends, so many days before. */
export interface ExpiryNoticeTable {
  token_id: string;
  expires_at: Ms;
  days: number;
}

export type ProjectRow = Selectable<ProjectTable>;
export type AuditEventRow = Selectable<AuditEventTable>;
