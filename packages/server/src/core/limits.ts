/** Every length, count and duration that bounds an input, named once. */
export const LIMITS = {
  nameLength: 255,
  descriptionLength: 1000,
  reasonLength: 500,
  searchLength: 255,
  expiresWithinDays: 3650,
  scopesPerToken: 100,
  scopeLength: 200,
  ipRulesPerToken: 100,
  rateLimitRequests: 1_000_000,
  rateLimitSeconds: 24 * 60 * 60,
  /** A hundred years: far beyond any policy, near enough for every date to print as four digits. */
  lifetimeDays: 36_500,
  pageSize: 100,
  defaultPageSize: 25,
  passwordMinLength: 12,
  passwordMaxLength: 128,
  emailLength: 254,
  idempotencyKeyLength: 200,
  /** How long a repeated request is known as such. */
  idempotencyKeyDays: 30,
  bodyBytes: 64 * 1024,
  overlapSeconds: 30 * 24 * 60 * 60,
  invitationSeconds: 7 * 24 * 60 * 60,
  loginCodeSeconds: 60,
  identityFlowSeconds: 10 * 60,
  secondFactorSetupSeconds: 10 * 60,
  recoveryCodes: 10,
  oneTimeCodeLength: 64,
  expiryNoticeDays: 30,
  webhooksPerProject: 20,
  webhookUrlLength: 2000,
  /** How long the secret of before signs along after it was changed. */
  webhookSecretOverlapSeconds: 24 * 60 * 60,
  /** How long it is known what became of mails and news. */
  deliveryDays: 30,
  catalogueScopes: 200,
  bulkTokens: 100,
  /** What a summary counts as expiring soon. */
  expiringSoonDays: 14,
  /** How far back the uses of a token are known. */
  usageDays: 400,
  /** Of how many addresses that a token was used from is anything known. */
  usageAddresses: 50,
  userAgentLength: 300,
  /** How many good values a process holds in memory. */
  heldTokens: 1_000_000,
  scimFilterLength: 1000,
  scimPathLength: 1000,
  /** How many operations one modification of a user may hold. */
  scimOperations: 100,
  batchChecks: 1000,
  batchBytes: 1024 * 1024,
  verifiersPerProject: 1000,
  /** How many grants a mirror loads at once. */
  grantsPage: 1000,
  /** How many uses and refusals a verifier reports at once, and in how many bytes. */
  reportedUses: 1000,
  reportBytes: 1024 * 1024,
  sessionSeconds: 14 * 24 * 60 * 60,
  /** Of the connections of clients one address may have no more than half. */
  connections: 4000,
  /** How many requests wait to read from PostgreSQL, and for how long: what comes later than a second comes too late. */
  waitingReads: 4000,
  readWaitMs: 800,
  /** Lists and single things that are read, so that checks get on in between. */
  listsAtOnce: 6,
  waitingLists: 1000,
  listWaitMs: 5000,
  /** Each of them waits for a hash, and those take turns. */
  signInsAtOnce: 4,
  waitingSignIns: 1000,
  signInWaitMs: 5_000,
} as const;

export const DAY_MS = 86_400_000;
