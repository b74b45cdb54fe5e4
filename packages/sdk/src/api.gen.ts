/* Generated from the contract by «npm run generate». Do not edit. */

/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Verdict".
 */
export type Verdict =
  | {
      valid: true;
      code: "valid";
      token: {
        id: string;
        kind: "personal" | "service";
        name: string;
        scopes: string[];
        expiresAt: string | null;
      };
      holder: {
        type: "user" | "serviceAccount";
        id: string;
        name: string;
        email: string | null;
        /**
         * In the project, as it is now
         */
        role: "owner" | "admin" | "member" | "verifier";
      };
      project: {
        id: string;
        slug: string;
      };
      revision: number;
      rateLimit?: RateLimitState;
    }
  | {
      valid: false;
      code:
        | "malformed"
        | "not_found"
        | "expired"
        | "revoked"
        | "holder_inactive"
        | "not_allowed_to_use"
        | "tokens_disabled"
        | "insufficient_scope"
        | "ip_refused"
        | "rate_limited";
      /**
       * Names this refusal in the server's log; tells the caller nothing else
       */
      denialId: string;
      revision: number;
      rateLimit?: RateLimitState;
    };
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Introspection".
 */
export type Introspection =
  | {
      active: true;
      /**
       * Separated by spaces; * = all that the holder may do
       */
      scope: string;
      /**
       * The token's id: what it is called where it authenticates as a client
       */
      client_id: string;
      /**
       * The holder's e-mail address; the name of a service account
       */
      username: string;
      token_type: "Bearer";
      /**
       * Seconds since 1970; left out = never
       */
      exp?: number;
      /**
       * Seconds since 1970
       */
      iat: number;
      /**
       * The holder's id
       */
      sub: string;
      /**
       * The project's slug
       */
      aud: string;
      iss: string;
      /**
       * The token's id
       */
      jti: string;
    }
  | {
      active: false;
    };

export interface Operations {
  /**
   * Whether this installation still waits for its first owner
   */
  getSetup: {
    answer: {
      needed: boolean;
    };
  };
  /**
   * Create the first owner and project, and sign in
   */
  setUp: {
    body: {
      /**
       * What follows # in the link
       */
      secret: string;
      project: {
        name: string;
      };
      owner: {
        name: string;
        email: string;
        password: string;
      };
    };
    answer: Session;
  };
  /**
   * Sign in
   */
  signIn: {
    body: {
      email: string;
      password: string;
      /**
       * A code of an authenticator app, or a recovery code
       */
      code?: string;
      /**
       * An identity that waits to be connected with the account
       */
      identity?: string;
    };
    answer: Session;
  };
  /**
   * The session of this browser
   */
  getSession: {
    answer: Session;
  };
  /**
   * Sign out
   */
  signOut: {
    answer: undefined;
  };
  /**
   * Who the caller is, and what they may do here
   */
  getMe: {
    answer: {
      user?: User;
      serviceAccount?: {
        id: string;
        name: string;
      };
      project: Project;
      role: "owner" | "admin" | "member" | "verifier";
      scopes: string[];
      mayGenerate: boolean;
      /**
       * What the project's plan holds
       */
      entitlements: ("accessTokens" | "serviceAccounts")[];
      token?: Token;
    };
  };
  /**
   * Who is invited by a one-time link, and where to
   */
  showInvitation: {
    body: {
      /**
       * What follows # in the link
       */
      secret: string;
    };
    answer: {
      email: string;
      name: string;
      project: string;
    };
  };
  /**
   * Choose a password and sign in; the link has then done its work
   */
  acceptInvitation: {
    body: {
      /**
       * What follows # in the link
       */
      secret: string;
      name: string;
      password: string;
    };
    answer: Session;
  };
  /**
   * By what people may sign in
   */
  describeSignIn: {
    answer: {
      identityProvider: {
        name: string;
      } | null;
      /**
       * Whose passwords are taken
       */
      passwords: "everyone" | "owners";
    };
  };
  /**
   * Begin to sign in with the identity provider
   */
  beginIdentification: {
    answer: {
      url: string;
    };
  };
  /**
   * Sign in as whom the identity provider says
   */
  signInWithIdentity: {
    body: {
      /**
       * The query of the address that the provider sent the browser back to
       */
      answer: string;
    };
    answer: {
      session: Session | null;
      connecting: {
        email: string;
        identity: string;
      } | null;
    };
  };
  /**
   * Agree that a command line may have a token in one's name
   */
  issueLoginCode: {
    body: {
      /**
       * S256 of RFC 7636
       */
      challenge: string;
      /**
       * Of the token
       */
      name: string;
      /**
       * Of the token, within the project's maximum
       */
      lifetimeDays: number;
    };
    answer: {
      code: string;
    };
  };
  /**
   * Have the token that somebody has agreed to in their browser
   */
  redeemLoginCode: {
    body: {
      code: string;
      verifier: string;
    };
    answer: {
      value: string;
      token: Token;
    };
  };
  /**
   * Change one's own name
   */
  changeProfile: {
    body: {
      name: string;
    };
    answer: User;
  };
  /**
   * Change one's own password
   */
  changePassword: {
    body: {
      current: string;
      password: string;
    };
    answer: undefined;
  };
  /**
   * Since when one is asked for a code after one's password
   */
  getSecondFactor: {
    answer: {
      /**
       * null = one is not asked
       */
      since: string | null;
      recoveryCodesLeft: number;
    };
  };
  /**
   * Begin to set up a second factor: a secret for an authenticator app
   */
  beginSecondFactor: {
    body: {
      password: string;
    };
    answer: {
      /**
       * Base32, to be typed into an app
       */
      secret: string;
      /**
       * The same for a QR code: `otpauth://totp/…`
       */
      uri: string;
    };
  };
  /**
   * Set up the second factor with its first code
   */
  confirmSecondFactor: {
    body: {
      /**
       * A code of an authenticator app, or a recovery code
       */
      code: string;
    };
    answer: {
      recoveryCodes: string[];
    };
  };
  /**
   * Remove the second factor, with the password and a code
   */
  removeSecondFactor: {
    body: {
      password: string;
      /**
       * A code of an authenticator app, or a recovery code
       */
      code: string;
    };
    answer: undefined;
  };
  /**
   * Where one is signed in
   */
  listSessions: {
    answer: {
      items: OwnSession[];
    };
  };
  /**
   * End one of one's own sessions
   */
  endSession: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * Sign out everywhere, here too
   */
  endSessions: {
    answer: undefined;
  };
  /**
   * Generate a personal token
   */
  createToken: {
    body: {
      /**
       * Unique among the holder's tokens; made from the id when left out
       */
      name?: string;
      description?: string;
      /**
       * Whole days from 1 to the project's maximum, or -1 for never where the project allows it
       */
      lifetimeDays: number;
      /**
       * Left out = *, all that the holder may do
       *
       * @minItems 1
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * Addresses and CIDR ranges it may be used from; empty = anywhere
       *
       * @maxItems 100
       */
      ipAllowList?: string[];
      /**
       * How often it may be used, as each server and each verifier counts for itself. Made with a token that has one, it must let through no more at once and no more over time
       */
      rateLimit?: RateLimit | null;
    };
    answer: {
      value: string;
      token: Token;
    };
  };
  /**
   * List the caller's own tokens
   */
  listTokens: {
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
      status?: "active" | "expired" | "revoked";
      /**
       * Part of name, description, hint or id; in a project's list of the holder too
       */
      search?: string;
      /**
       * Tokens that carry exactly this scope
       */
      scope?: string;
      /**
       * SHA-256 over a whole value: the token that has it, or had it before a rotation
       */
      digest?: string;
      /**
       * Active tokens that expire within so many days
       */
      expiresWithinDays?: number;
      /**
       * Expiry from this instant on; what never expires is left out
       */
      expiresAfter?: string;
      /**
       * Expiry before this instant
       */
      expiresBefore?: string;
      /**
       * Generated from this instant on
       */
      createdAfter?: string;
      /**
       * Generated before this instant
       */
      createdBefore?: string;
      /**
       * Last used from this instant on; what was never used is left out
       */
      lastUsedAfter?: string;
      /**
       * Last used before this instant; what was never used is left out
       */
      lastUsedBefore?: string;
      sort?:
        | "createdAt"
        | "-createdAt"
        | "expiresAt"
        | "-expiresAt"
        | "lastUsedAt"
        | "-lastUsedAt"
        | "name"
        | "-name";
    };
    answer: {
      items: Token[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * How many of the caller's own tokens are in which state
   */
  summarizeTokens: {
    answer: TokenSummary;
  };
  /**
   * Show one token
   */
  getToken: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: Token;
  };
  /**
   * Revoke a token
   */
  revokeToken: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    body: {
      reason?: string;
    };
    answer: {
      token: Token;
      receipt: Receipt;
    };
  };
  /**
   * Restore a revoked token
   */
  restoreToken: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: {
      token: Token;
      receipt: Receipt;
    };
  };
  /**
   * Replace a token's value; the old one works until the overlap ends
   */
  rotateToken: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    body: {
      /**
       * 0 = the old value ends at once
       */
      overlapSeconds: number;
    };
    answer: {
      value: string;
      token: Token;
      receipt: Receipt;
    };
  };
  /**
   * End the value before the last rotation now
   */
  endOverlap: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: {
      token: Token;
      receipt: Receipt;
    };
  };
  /**
   * Delete a token for good
   */
  deleteToken: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * The values that a token has had, newest first
   */
  listTokenVersions: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: {
      items: TokenVersion[];
    };
  };
  /**
   * What happened to a token, newest first
   */
  listTokenEvents: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
    };
    answer: {
      items: AuditEvent[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * How often a token was used, by day, and from where
   */
  getTokenUsage: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    query: {
      days?: number;
    };
    answer: TokenUsage;
  };
  /**
   * List every token of the project, personal and service
   */
  listProjectTokens: {
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
      status?: "active" | "expired" | "revoked";
      /**
       * Part of name, description, hint or id; in a project's list of the holder too
       */
      search?: string;
      /**
       * Tokens that carry exactly this scope
       */
      scope?: string;
      /**
       * SHA-256 over a whole value: the token that has it, or had it before a rotation
       */
      digest?: string;
      /**
       * Active tokens that expire within so many days
       */
      expiresWithinDays?: number;
      /**
       * Expiry from this instant on; what never expires is left out
       */
      expiresAfter?: string;
      /**
       * Expiry before this instant
       */
      expiresBefore?: string;
      /**
       * Generated from this instant on
       */
      createdAfter?: string;
      /**
       * Generated before this instant
       */
      createdBefore?: string;
      /**
       * Last used from this instant on; what was never used is left out
       */
      lastUsedAfter?: string;
      /**
       * Last used before this instant; what was never used is left out
       */
      lastUsedBefore?: string;
      sort?:
        | "createdAt"
        | "-createdAt"
        | "expiresAt"
        | "-expiresAt"
        | "lastUsedAt"
        | "-lastUsedAt"
        | "name"
        | "-name";
      /**
       * The id of a member or a service account
       */
      holder?: string;
      kind?: "personal" | "service";
    };
    answer: {
      items: Token[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * Every token of the project that the filters leave, as CSV
   */
  exportProjectTokensCsv: {
    query: {
      status?: "active" | "expired" | "revoked";
      /**
       * Part of name, description, hint or id; in a project's list of the holder too
       */
      search?: string;
      /**
       * Tokens that carry exactly this scope
       */
      scope?: string;
      /**
       * SHA-256 over a whole value: the token that has it, or had it before a rotation
       */
      digest?: string;
      /**
       * Active tokens that expire within so many days
       */
      expiresWithinDays?: number;
      /**
       * Expiry from this instant on; what never expires is left out
       */
      expiresAfter?: string;
      /**
       * Expiry before this instant
       */
      expiresBefore?: string;
      /**
       * Generated from this instant on
       */
      createdAfter?: string;
      /**
       * Generated before this instant
       */
      createdBefore?: string;
      /**
       * Last used from this instant on; what was never used is left out
       */
      lastUsedAfter?: string;
      /**
       * Last used before this instant; what was never used is left out
       */
      lastUsedBefore?: string;
      sort?:
        | "createdAt"
        | "-createdAt"
        | "expiresAt"
        | "-expiresAt"
        | "lastUsedAt"
        | "-lastUsedAt"
        | "name"
        | "-name";
      /**
       * The id of a member or a service account
       */
      holder?: string;
      kind?: "personal" | "service";
    };
    answer: string;
  };
  /**
   * Every token of the project that the filters leave, as JSON
   */
  exportProjectTokensJson: {
    query: {
      status?: "active" | "expired" | "revoked";
      /**
       * Part of name, description, hint or id; in a project's list of the holder too
       */
      search?: string;
      /**
       * Tokens that carry exactly this scope
       */
      scope?: string;
      /**
       * SHA-256 over a whole value: the token that has it, or had it before a rotation
       */
      digest?: string;
      /**
       * Active tokens that expire within so many days
       */
      expiresWithinDays?: number;
      /**
       * Expiry from this instant on; what never expires is left out
       */
      expiresAfter?: string;
      /**
       * Expiry before this instant
       */
      expiresBefore?: string;
      /**
       * Generated from this instant on
       */
      createdAfter?: string;
      /**
       * Generated before this instant
       */
      createdBefore?: string;
      /**
       * Last used from this instant on; what was never used is left out
       */
      lastUsedAfter?: string;
      /**
       * Last used before this instant; what was never used is left out
       */
      lastUsedBefore?: string;
      sort?:
        | "createdAt"
        | "-createdAt"
        | "expiresAt"
        | "-expiresAt"
        | "lastUsedAt"
        | "-lastUsedAt"
        | "name"
        | "-name";
      /**
       * The id of a member or a service account
       */
      holder?: string;
      kind?: "personal" | "service";
    };
    answer: Token[];
  };
  /**
   * How many tokens of the project, or of one holder, are in which state
   */
  summarizeProjectTokens: {
    query: {
      /**
       * The id of a member or a service account
       */
      holder?: string;
      kind?: "personal" | "service";
    };
    answer: TokenSummary;
  };
  /**
   * Revoke, restore or delete many of the caller's own tokens, and say what became of each
   */
  changeTokens: {
    body: {
      action: "revoke" | "restore" | "delete";
      /**
       * @minItems 1
       * @maxItems 100
       */
      ids: string[];
      /**
       * Kept with what is revoked
       */
      reason?: string;
    };
    answer: BulkResult;
  };
  /**
   * Revoke or delete many tokens, and say what became of each
   */
  changeProjectTokens: {
    body: {
      action: "revoke" | "delete";
      /**
       * @minItems 1
       * @maxItems 100
       */
      ids: string[];
      /**
       * Kept with what is revoked
       */
      reason?: string;
    };
    answer: BulkResult;
  };
  /**
   * List the project's service accounts
   */
  listServiceAccounts: {
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
      /**
       * Part of name or handle
       */
      search?: string;
    };
    answer: {
      items: ServiceAccount[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * Create a service account
   */
  addServiceAccount: {
    body: {
      name: string;
      role: "admin" | "member" | "verifier";
    };
    answer: {
      serviceAccount: ServiceAccount;
    };
  };
  /**
   * Show one service account
   */
  getServiceAccount: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: ServiceAccount;
  };
  /**
   * Change a service account's name, role or activity
   */
  changeServiceAccount: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    body: {
      name?: string;
      role?: "admin" | "member" | "verifier";
      active?: boolean;
      revokeTokens?: boolean;
    };
    answer: {
      serviceAccount: ServiceAccount;
    };
  };
  /**
   * Delete a service account that has no active tokens, with those that are over
   */
  removeServiceAccount: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * Generate a service token
   */
  createServiceToken: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    body: {
      /**
       * Unique among the holder's tokens; made from the id when left out
       */
      name?: string;
      description?: string;
      /**
       * Whole days from 1 to the project's maximum, or -1 for never where the project allows it
       */
      lifetimeDays: number;
      /**
       * Left out = *, all that the holder may do
       *
       * @minItems 1
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * Addresses and CIDR ranges it may be used from; empty = anywhere
       *
       * @maxItems 100
       */
      ipAllowList?: string[];
      /**
       * How often it may be used, as each server and each verifier counts for itself. Made with a token that has one, it must let through no more at once and no more over time
       */
      rateLimit?: RateLimit | null;
    };
    answer: {
      value: string;
      token: Token;
    };
  };
  /**
   * List the project's members
   */
  listMembers: {
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
      /**
       * Part of name or e-mail address
       */
      search?: string;
    };
    answer: {
      items: Member[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * Add a person to the project
   */
  addMember: {
    body: {
      email: string;
      name: string;
      role: "owner" | "admin" | "member";
      password?: string;
    };
    answer: {
      member: Member;
      invitationLink?: string;
    };
  };
  /**
   * Change a member's role, right to tokens, password, second factor or activity
   */
  changeMember: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    body: {
      role?: "owner" | "admin" | "member";
      tokenAccess?: "inherit" | "allow" | "deny";
      active?: boolean;
      password?: string;
      /**
       * Takes their second factor away, for whoever has lost it
       */
      secondFactor?: false;
      endTokens?: boolean;
    };
    answer: {
      member: Member;
    };
  };
  /**
   * A new one-time link for somebody who has not chosen a password yet; the one before ends
   */
  inviteMember: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: {
      member: Member;
      invitationLink: string;
    };
  };
  /**
   * Remove a member; their personal tokens in this project are revoked
   */
  removeMember: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * The project's rules for tokens, and its catalogue of scopes
   */
  getSettings: {
    answer: Settings;
  };
  /**
   * Change the project's rules
   */
  changeSettings: {
    body: {
      /**
       * Off = every token of the project is refused
       */
      tokensEnabled?: boolean;
      /**
       * Members, too, may generate and use personal tokens
       */
      everyoneMayGenerate?: boolean;
      /**
       * The longest lifetime of a new token; -1 = unlimited
       */
      maxLifetimeDays?: number;
      /**
       * What the page proposes, within the maximum; -1 = never
       */
      defaultLifetimeDays?: number;
      /**
       * An active personal token must be revoked first
       */
      requireRevokeBeforeDelete?: boolean;
      /**
       * @maxItems 200
       */
      scopeCatalogue?: {
        scope: string;
        description: string;
      }[];
    };
    answer: Settings;
  };
  /**
   * How many tokens a change of the rules would touch; changes nothing
   */
  previewSettings: {
    body: {
      /**
       * Off = every token of the project is refused
       */
      tokensEnabled?: boolean;
      /**
       * Members, too, may generate and use personal tokens
       */
      everyoneMayGenerate?: boolean;
      /**
       * The longest lifetime of a new token; -1 = unlimited
       */
      maxLifetimeDays?: number;
      /**
       * What the page proposes, within the maximum; -1 = never
       */
      defaultLifetimeDays?: number;
      /**
       * An active personal token must be revoked first
       */
      requireRevokeBeforeDelete?: boolean;
      /**
       * @maxItems 200
       */
      scopeCatalogue?: {
        scope: string;
        description: string;
      }[];
    };
    answer: {
      /**
       * Tokens that work now and would be refused
       */
      refused: number;
      /**
       * Tokens that are refused now and would work
       */
      revived: number;
      /**
       * Active tokens that outlive the new maximum; they keep their expiry
       */
      beyondMaximum: number;
    };
  };
  /**
   * What happened in the project, newest first
   */
  listAuditEvents: {
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
      /**
       * The id of a person or a service account
       */
      actor?: string;
      /**
       * token.created, or token for everything about tokens
       */
      event?: string;
      tokenId?: string;
      /**
       * From this instant on
       */
      after?: string;
      /**
       * Before this instant
       */
      before?: string;
    };
    answer: {
      items: AuditEvent[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * Everything that the filters leave, as CSV
   */
  exportAuditCsv: {
    query: {
      /**
       * The id of a person or a service account
       */
      actor?: string;
      /**
       * token.created, or token for everything about tokens
       */
      event?: string;
      tokenId?: string;
      /**
       * From this instant on
       */
      after?: string;
      /**
       * Before this instant
       */
      before?: string;
    };
    answer: string;
  };
  /**
   * Everything that the filters leave, as JSON
   */
  exportAuditJson: {
    query: {
      /**
       * The id of a person or a service account
       */
      actor?: string;
      /**
       * token.created, or token for everything about tokens
       */
      event?: string;
      tokenId?: string;
      /**
       * From this instant on
       */
      after?: string;
      /**
       * Before this instant
       */
      before?: string;
    };
    answer: AuditEvent[];
  };
  /**
   * The signed head of the project's sealed log, over everything until now
   */
  getAuditHead: {
    answer: AuditHead;
  };
  /**
   * That an event is in the log, or that the log has only grown (RFC 9162)
   */
  getAuditProof: {
    query: {
      /**
       * Proves that this event is in the tree; default, without `first`: the newest
       */
      leafIndex?: number;
      /**
       * Proves that the tree begins with the tree of so many events
       */
      first?: number;
      /**
       * The size of the tree; default: all that is sealed
       */
      size?: number;
    };
    answer: AuditProof;
  };
  /**
   * The addresses elsewhere that are told what happens to the project's tokens
   */
  listWebhooks: {
    answer: {
      items: Webhook[];
    };
  };
  /**
   * Have an address told from now on
   */
  addWebhook: {
    body: {
      /**
       * https; it gets each event by POST, and answers with 2xx within 5 s
       */
      url: string;
      /**
       * @minItems 1
       */
      events: (
        | "token.created"
        | "token.rotated"
        | "token.revoked"
        | "token.restored"
        | "token.deleted"
        | "token.expiring"
        | "token.expired"
      )[];
      /**
       * Left out = the address's host
       */
      name?: string;
    };
    answer: {
      webhook: Webhook;
      /**
       * What deliveries are signed with (Standard Webhooks); shown in this answer and never again
       */
      secret: string;
    };
  };
  /**
   * Show one webhook
   */
  getWebhook: {
    params: {
      /**
       * The webhook's id
       */
      id: string;
    };
    answer: Webhook;
  };
  /**
   * Change a webhook's address, events or name
   */
  changeWebhook: {
    params: {
      /**
       * The webhook's id
       */
      id: string;
    };
    body: {
      /**
       * https; it gets each event by POST, and answers with 2xx within 5 s
       */
      url?: string;
      /**
       * @minItems 1
       */
      events?: (
        | "token.created"
        | "token.rotated"
        | "token.revoked"
        | "token.restored"
        | "token.deleted"
        | "token.expiring"
        | "token.expired"
      )[];
      name?: string;
    };
    answer: {
      webhook: Webhook;
    };
  };
  /**
   * Remove a webhook, with what it was to be sent
   */
  removeWebhook: {
    params: {
      /**
       * The webhook's id
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * Give a webhook another secret; deliveries are signed with the one before, too, for a day
   */
  rotateWebhookSecret: {
    params: {
      /**
       * The webhook's id
       */
      id: string;
    };
    answer: {
      webhook: Webhook;
      /**
       * What deliveries are signed with (Standard Webhooks); shown in this answer and never again
       */
      secret: string;
    };
  };
  /**
   * Send a webhook something that says nothing, to see whether it arrives
   */
  testWebhook: {
    params: {
      /**
       * The webhook's id
       */
      id: string;
    };
    answer: {
      delivery: Delivery;
    };
  };
  /**
   * What a webhook was and is to be sent, newest first, and what became of each try
   */
  listDeliveries: {
    params: {
      /**
       * The webhook's id
       */
      id: string;
    };
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
    };
    answer: {
      items: Delivery[];
      nextCursor: string | null;
      total: number;
    };
  };
  /**
   * Check a token
   */
  verifyToken: {
    body: {
      token?: string;
      /**
       * SHA-256 over the whole value
       */
      digest?: string;
      /**
       * What the caller wants to do; all must be held
       *
       * @minItems 1
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * Where the call came from
       */
      ip?: string;
      /**
       * What the caller calls itself
       */
      userAgent?: string;
      /**
       * Answer from this revision or a newer one
       */
      atLeast?: number;
    };
    answer: Verdict;
  };
  /**
   * Check many tokens at once
   */
  verifyTokens: {
    body: {
      /**
       * @minItems 1
       * @maxItems 1000
       */
      checks: {
        token?: string;
        /**
         * SHA-256 over the whole value
         */
        digest?: string;
        /**
         * What the caller wants to do; all must be held
         *
         * @minItems 1
         * @maxItems 100
         */
        scopes?: string[];
        /**
         * Where the call came from
         */
        ip?: string;
        /**
         * What the caller calls itself
         */
        userAgent?: string;
      }[];
      /**
       * Answer from this revision or a newer one
       */
      atLeast?: number;
    };
    answer: {
      verdicts: Verdict[];
    };
  };
  /**
   * Check a token, as RFC 7662 has it
   */
  introspectToken: {
    body: {
      /**
       * The value
       */
      token: string;
      /**
       * Not needed: there is one type of token
       */
      token_type_hint?: string;
      /**
       * The id of the token that authenticates
       */
      client_id?: string;
      /**
       * Its value
       */
      client_secret?: string;
      /**
       * Where the token came from (RFC 7662 §2.1)
       */
      ip?: string;
    };
    answer: Introspection;
  };
  /**
   * Revoke a token by its value, as RFC 7009 has it
   */
  revokePresentedToken: {
    body: {
      /**
       * The value
       */
      token: string;
      /**
       * Not needed: there is one type of token
       */
      token_type_hint?: string;
      /**
       * The id of the token that authenticates
       */
      client_id?: string;
      /**
       * Its value
       */
      client_secret?: string;
    };
    answer: undefined;
  };
  /**
   * Where OAuth clients find what (RFC 8414)
   */
  getAuthorizationServer: {
    answer: AuthorizationServerMetadata;
  };
  /**
   * Every live verifier of the project, the server processes themselves included
   */
  listVerifiers: {
    answer: {
      items: Verifier[];
      /**
       * How long a revocation waits at worst: for one of them that is never heard again
       */
      longestWaitMs: number;
      /**
       * What has to be so for a receipt to be true, as the server that answers finds it now
       */
      assumptions: Assumption[];
    };
  };
  /**
   * Register a verifier
   */
  registerVerifier: {
    body: {
      name: string;
      mode: "memory" | "mirror";
    };
    answer: {
      id: string;
      leaseMs: number;
      /**
       * How much earlier than the lease a verifier has to stop
       */
      marginMs: number;
      revision: number;
    };
  };
  /**
   * Confirm a revision and renew the lease
   */
  renewLease: {
    params: {
      /**
       * The verifier's id
       */
      id: string;
    };
    body: {
      /**
       * Everything up to this revision is applied
       */
      applied: number;
      /**
       * false = answer at once, for one without a lease in force
       */
      wait?: boolean;
    };
    answer: {
      revision: number;
      /**
       * What to forget: a value by its digest, a holder's by the id, or all; null = all
       */
      changes:
        | {
            kind: "token" | "holder" | "project";
            ref: string;
          }[]
        | null;
      /**
       * For a mirror: what is good now of what it has to forget
       */
      grants: Grant[];
    };
  };
  /**
   * Check a value that a verifier does not hold
   */
  verifyForVerifier: {
    params: {
      /**
       * The verifier's id
       */
      id: string;
    };
    body: {
      digest: string;
      /**
       * @minItems 1
       * @maxItems 100
       */
      scopes?: string[];
      ip?: string;
      userAgent?: string;
    };
    answer: {
      verdict: Verdict;
      /**
       * What to hold, true at the verdict's revision; null = nothing
       */
      grant: Grant | null;
    };
  };
  /**
   * Everything that a mirror holds, a page at a time
   */
  listGrants: {
    params: {
      /**
       * The verifier's id
       */
      id: string;
    };
    query: {
      limit?: number;
      /**
       * nextCursor of the page before
       */
      cursor?: string;
    };
    answer: {
      items: Grant[];
      nextCursor: string | null;
      /**
       * At which this page was true
       */
      revision: number;
    };
  };
  /**
   * Report what was answered from memory
   */
  reportUses: {
    params: {
      /**
       * The verifier's id
       */
      id: string;
    };
    body: {
      /**
       * @maxItems 1000
       */
      uses: {
        tokenId: string;
        count: number;
        /**
         * RFC 3339, UTC, milliseconds
         */
        lastUsedAt: string;
        ip: string | null;
        userAgent: string | null;
      }[];
      /**
       * @maxItems 1000
       */
      denials: {
        denialId: string;
        tokenId: string | null;
        code:
          | "malformed"
          | "not_found"
          | "expired"
          | "revoked"
          | "holder_inactive"
          | "not_allowed_to_use"
          | "tokens_disabled"
          | "insufficient_scope"
          | "ip_refused"
          | "rate_limited";
        /**
         * RFC 3339, UTC, milliseconds
         */
        at: string;
      }[];
    };
    answer: undefined;
  };
  /**
   * Give the lease back
   */
  releaseVerifier: {
    params: {
      /**
       * The verifier's id
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * List the installation's projects
   */
  listProjects: {
    answer: {
      items: ProjectEntry[];
    };
  };
  /**
   * Create a project; the caller, or the person named, becomes its owner
   */
  addProject: {
    body: {
      name: string;
      /**
       * Left out = made from the name
       */
      slug?: string;
      /**
       * Somebody who has an account here
       */
      owner?: string;
      plan?: string;
      entitlements?: ("accessTokens" | "serviceAccounts")[];
    };
    answer: {
      project: ProjectEntry;
    };
  };
  /**
   * Rename, close or reopen a project, or change its plan
   */
  changeProject: {
    params: {
      /**
       * The token's id
       */
      id: string;
    };
    body: {
      name?: string;
      plan?: string;
      entitlements?: ("accessTokens" | "serviceAccounts")[];
      closed?: boolean;
    };
    answer: {
      project: ProjectEntry;
    };
  };
  /**
   * Generate a personal token, as scripts written for Dataprep do
   */
  createApiAccessToken: {
    body: {
      /**
       * Whole seconds up to the project's maximum, or -1 for never where the project allows it
       */
      lifetimeSeconds: number;
      description?: string;
    };
    answer: {
      tokenValue: string;
      tokenInfo: ApiAccessToken;
    };
  };
  /**
   * List the caller's own tokens
   */
  listApiAccessTokens: {
    answer: {
      data: ApiAccessToken[];
    };
  };
  /**
   * Show one token
   */
  getApiAccessToken: {
    params: {
      /**
       * The token's id
       */
      tokenId: string;
    };
    answer: ApiAccessToken;
  };
  /**
   * Delete a token for good
   */
  deleteApiAccessToken: {
    params: {
      /**
       * The token's id
       */
      tokenId: string;
    };
    answer: undefined;
  };
  /**
   * Whether the process runs
   */
  getLive: {
    answer: {
      status: "ok" | "draining" | "unavailable";
    };
  };
  /**
   * Whether the process can serve: database reachable and durable, not shutting down
   */
  getReady: {
    answer: {
      status: "ok" | "draining" | "unavailable";
      /**
       * What the database is relied on for, such as `primary` and `fsync`, and whether it holds
       */
      database: {
        [k: string]: boolean;
      };
    };
  };
  /**
   * The endpoints this caller may use in this project
   */
  listEndpoints: {
    query: {
      /**
       * Separated by commas: orders:read,tokens:read
       */
      scopes?: string;
    };
    answer: {
      items: {
        method: string;
        path: string;
        operationId: string;
        summary: string;
        permission: string | null;
      }[];
    };
  };
  /**
   * The OpenAPI 3.1 description of this API
   */
  getOpenApi: {
    answer: {
      [k: string]: unknown;
    };
  };
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Session".
 */
export interface Session {
  user: User;
  csrfToken: string;
  projects: Membership[];
  /**
   * Names of projects that they have asked to join
   */
  waitsFor: string[];
  /**
   * Whether there is a password that they could change
   */
  hasPassword: boolean;
  /**
   * Runs the installation: may create and close projects
   */
  operator: boolean;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "User".
 */
export interface User {
  id: string;
  name: string;
  email: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Membership".
 */
export interface Membership {
  id: string;
  slug: string;
  name: string;
  role: "owner" | "admin" | "member";
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Project".
 */
export interface Project {
  id: string;
  slug: string;
  name: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Token".
 */
export interface Token {
  id: string;
  kind: "personal" | "service";
  name: string;
  description: string;
  /**
   * The partial view, such as thp_4fQ0kZ8mW2xC_…
   */
  hint: string;
  status: "active" | "expired" | "revoked";
  scopes: string[];
  ipAllowList: string[];
  /**
   * null = none
   */
  rateLimit: RateLimit | null;
  version: number;
  /**
   * Until when the value before the last rotation still works
   */
  overlapEndsAt: string | null;
  holder: {
    type: "user" | "serviceAccount";
    id: string;
    name: string;
    email: string | null;
  };
  createdBy: {
    type: "user" | "serviceAccount";
    id: string;
    name: string;
  };
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
  /**
   * null = never
   */
  expiresAt: string | null;
  /**
   * null = never used
   */
  lastUsedAt: string | null;
  lastUsedIp: string | null;
  lastUsedUserAgent: string | null;
  /**
   * The verifier that let the last use through
   */
  lastUsedBy: string | null;
  revokedAt: string | null;
  revokeReason: string | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "RateLimit".
 */
export interface RateLimit {
  /**
   * At most so many
   */
  requests: number;
  /**
   * within so many seconds
   */
  windowSeconds: number;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "OwnSession".
 */
export interface OwnSession {
  id: string;
  current: boolean;
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
  /**
   * RFC 3339, UTC, milliseconds
   */
  expiresAt: string;
  ip: string;
  userAgent: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "TokenSummary".
 */
export interface TokenSummary {
  active: number;
  /**
   * Active ones that expire within 14 days; they count as active too
   */
  expiringSoon: number;
  revoked: number;
  expired: number;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Receipt".
 */
export interface Receipt {
  /**
   * The number of the change
   */
  revision: number;
  confirmed: boolean;
  /**
   * From the start of the change to the last confirmation
   */
  inMs: number;
  verifiers: {
    id: string;
    name: string;
    /**
     * null = it renewed its lease, which came with the change, but did not confirm in time
     */
    confirmedInMs: number | null;
  }[];
  /**
   * Verifiers that did not answer and whose lease has ended
   */
  fenced: string[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "TokenVersion".
 */
export interface TokenVersion {
  version: number;
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
  /**
   * When it ends, or ended; null = the current one
   */
  validUntil: string | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "AuditEvent".
 */
export interface AuditEvent {
  id: number;
  /**
   * RFC 3339, UTC, milliseconds
   */
  at: string;
  event: string;
  revision: number | null;
  tokenId: string | null;
  actor: {
    type: string;
    id: string | null;
    name: string;
  };
  origin: {
    carrier: "bearer" | "session" | "basic" | "none";
    tokenId: string | null;
    ip: string;
    userAgent: string;
    requestId: string;
  };
  detail: {
    [k: string]: unknown;
  };
  /**
   * Its place in the sealed log; null = it is sealed within a second
   */
  leafIndex: number | null;
  /**
   * What the log has for this place
   */
  leafHash: string | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "TokenUsage".
 */
export interface TokenUsage {
  /**
   * The uses of all these days
   */
  total: number;
  /**
   * Every day in UTC, oldest first, today last
   */
  days: {
    date: string;
    uses: number;
  }[];
  /**
   * The 50 most recent addresses, the last used one first
   */
  addresses: {
    ip: string;
    uses: number;
    /**
     * RFC 3339, UTC, milliseconds
     */
    firstUsedAt: string;
    /**
     * RFC 3339, UTC, milliseconds
     */
    lastUsedAt: string;
    /**
     * What the caller of the last use called itself
     */
    userAgent: string | null;
    /**
     * Who let the last use through
     */
    verifier: string | null;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "BulkResult".
 */
export interface BulkResult {
  done: number;
  skipped: number;
  results: {
    id: string;
    /**
     * done, or the code of the refusal
     */
    outcome: string;
  }[];
  /**
   * Of the last change of rights; null when there was none
   */
  receipt: Receipt | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "ServiceAccount".
 */
export interface ServiceAccount {
  id: string;
  name: string;
  /**
   * The name for machines: pipeline_automation@service
   */
  handle: string;
  role: "admin" | "member" | "verifier";
  active: boolean;
  activeTokens: number;
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Member".
 */
export interface Member {
  id: string;
  name: string;
  email: string;
  role: "owner" | "admin" | "member";
  tokenAccess: "inherit" | "allow" | "deny";
  /**
   * What role, token access, the project's setting and its plan come to
   */
  mayGenerate: boolean;
  active: boolean;
  /**
   * Has no way yet to sign in: no password, and no identity elsewhere
   */
  invited: boolean;
  /**
   * Has asked to join and waits to be let in, which active does
   */
  asked: boolean;
  /**
   * Is asked for a one-time code after their password
   */
  secondFactor: boolean;
  activeTokens: number;
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Settings".
 */
export interface Settings {
  tokensEnabled: boolean;
  everyoneMayGenerate: boolean;
  /**
   * -1 = unlimited
   */
  maxLifetimeDays: number;
  /**
   * -1 = never
   */
  defaultLifetimeDays: number;
  requireRevokeBeforeDelete: boolean;
  scopeCatalogue: {
    scope: string;
    description: string;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "AuditHead".
 */
export interface AuditHead {
  /**
   * Which log it is
   */
  origin: string;
  /**
   * Of how many events it is made
   */
  size: number;
  rootHash: string;
  /**
   * The same, signed: a tlog checkpoint in a signed note. Keep it to check the log later
   */
  checkpoint: string;
  /**
   * The public key of the signature, as verifiers of signed notes take it
   */
  verifierKey: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "AuditProof".
 */
export interface AuditProof {
  size: number;
  rootHash: string;
  leafIndex: number | null;
  first: number | null;
  /**
   * From the leaf to the root
   */
  hashes: string[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Webhook".
 */
export interface Webhook {
  id: string;
  name: string;
  url: string;
  events: (
    | "token.created"
    | "token.rotated"
    | "token.revoked"
    | "token.restored"
    | "token.deleted"
    | "token.expiring"
    | "token.expired"
  )[];
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Delivery".
 */
export interface Delivery {
  /**
   * `webhook-id` of the delivery, the same at each try
   */
  id: string;
  event: string;
  status: "waiting" | "delivered" | "given_up";
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
  /**
   * null = it has arrived, or was given up
   */
  nextTryAt: string | null;
  tries: {
    /**
     * RFC 3339, UTC, milliseconds
     */
    at: string;
    /**
     * How long it took
     */
    ms: number;
    /**
     * What the other side answered; null = nothing
     */
    status: number | null;
    /**
     * not_taken (another status than 2xx), address_refused, no_connection, no_answer_in_time, answer_too_long; null = it was taken
     */
    error: string | null;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "RateLimitState".
 */
export interface RateLimitState {
  limit: number;
  windowSeconds: number;
  /**
   * So many more are let through now
   */
  remaining: number;
  /**
   * In so many seconds all of it is there again
   */
  resetSeconds: number;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "AuthorizationServerMetadata".
 */
export interface AuthorizationServerMetadata {
  issuer: string;
  introspection_endpoint: string;
  introspection_endpoint_auth_methods_supported: string[];
  revocation_endpoint: string;
  revocation_endpoint_auth_methods_supported: string[];
  /**
   * None: tokens are not issued by OAuth flows
   */
  response_types_supported: string[];
  grant_types_supported: string[];
  /**
   * Tokenhouse's own; a project adds its API's
   */
  scopes_supported: string[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Verifier".
 */
export interface Verifier {
  id: string;
  name: string;
  kind: "server" | "sdk";
  /**
   * null = a server
   */
  mode: ("memory" | "mirror") | null;
  /**
   * The newest revision that it has confirmed
   */
  revision: number;
  /**
   * Whether it has confirmed every change of the project
   */
  upToDate: boolean;
  /**
   * Since its last renewal, which confirms a revision, or its registration; null = needs none, as a server that is alone on its database
   */
  heardAgoMs: number | null;
  /**
   * How long its lease is from each renewal; null = needs none, as a server that is alone on its database
   */
  leaseMs: number | null;
  /**
   * Unless it is renewed; null = needs none, as a server that is alone on its database
   */
  leaseEndsInMs: number | null;
  /**
   * RFC 3339, UTC, milliseconds
   */
  registeredAt: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Assumption".
 */
export interface Assumption {
  /**
   * Such as `primary` or `clocks`
   */
  name: string;
  /**
   * null = it cannot be told from here whether it has to
   */
  holds: boolean | null;
  /**
   * What to do; null = it holds
   */
  remedy: string | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Grant".
 */
export interface Grant {
  digest: string;
  token: {
    id: string;
    kind: "personal" | "service";
    name: string;
    scopes: string[];
    expiresAt: string | null;
  };
  /**
   * The end of a value that was rotated out; null = it is the current one
   */
  validUntil: string | null;
  holder: {
    type: "user" | "serviceAccount";
    id: string;
    name: string;
    email: string | null;
  };
  project: {
    id: string;
    slug: string;
  };
  role: "owner" | "admin" | "member" | "verifier";
  ipAllowList: string[];
  rateLimit: RateLimit | null;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "ProjectEntry".
 */
export interface ProjectEntry {
  id: string;
  slug: string;
  name: string;
  plan: string;
  entitlements: ("accessTokens" | "serviceAccounts")[];
  closed: boolean;
  members: number;
  activeTokens: number;
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "ApiAccessToken".
 */
export interface ApiAccessToken {
  tokenId: string;
  description: string;
  /**
   * null = never
   */
  expiredAt: string | null;
  /**
   * null = never used
   */
  lastUsed: string | null;
  /**
   * RFC 3339, UTC, milliseconds
   */
  createdAt: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Exception".
 */
export interface Exception {
  exception: {
    name: string;
    message: string;
    details: {
      path: string;
      message: string;
    }[];
  };
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "OAuthError".
 */
export interface OAuthError {
  error: string;
  error_description: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  errors?: {
    path: string;
    message: string;
  }[];
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "ScimError".
 */
export interface ScimError {
  schemas: string[];
  status: string;
  scimType?: string;
  detail: string;
}
/**
 * This interface was referenced by `Operations`'s JSON-Schema
 * via the `definition` "ScimUser".
 */
export interface ScimUser {
  schemas: string[];
  id: string;
  /**
   * What the directory calls them
   */
  externalId?: string;
  /**
   * The e-mail address
   */
  userName: string;
  displayName: string;
  name: {
    formatted: string;
  };
  emails: {
    value: string;
    type: "work";
    primary: true;
  }[];
  active: boolean;
  meta: {
    resourceType: "User";
    created: string;
    location: string;
  };
}

/** Method and path of every operation, and whether its body is a form. */
export const operations: Record<keyof Operations, { method: string; path: string; form?: boolean }> = {
  getSetup: { method: "GET", path: "/v1/setup" },
  setUp: { method: "POST", path: "/v1/setup" },
  signIn: { method: "POST", path: "/v1/session" },
  getSession: { method: "GET", path: "/v1/session" },
  signOut: { method: "DELETE", path: "/v1/session" },
  getMe: { method: "GET", path: "/v1/me" },
  showInvitation: { method: "POST", path: "/v1/invitation" },
  acceptInvitation: { method: "POST", path: "/v1/invitation/accept" },
  describeSignIn: { method: "GET", path: "/v1/sign-in" },
  beginIdentification: { method: "POST", path: "/v1/sign-in/identity" },
  signInWithIdentity: { method: "POST", path: "/v1/sign-in/identity/return" },
  issueLoginCode: { method: "POST", path: "/v1/login-codes" },
  redeemLoginCode: { method: "POST", path: "/v1/login-codes/redeem" },
  changeProfile: { method: "PATCH", path: "/v1/profile" },
  changePassword: { method: "POST", path: "/v1/profile/password" },
  getSecondFactor: { method: "GET", path: "/v1/profile/second-factor" },
  beginSecondFactor: { method: "POST", path: "/v1/profile/second-factor" },
  confirmSecondFactor: { method: "POST", path: "/v1/profile/second-factor/confirm" },
  removeSecondFactor: { method: "POST", path: "/v1/profile/second-factor/remove" },
  listSessions: { method: "GET", path: "/v1/sessions" },
  endSession: { method: "DELETE", path: "/v1/sessions/{id}" },
  endSessions: { method: "DELETE", path: "/v1/sessions" },
  createToken: { method: "POST", path: "/v1/tokens" },
  listTokens: { method: "GET", path: "/v1/tokens" },
  summarizeTokens: { method: "GET", path: "/v1/tokens/summary" },
  getToken: { method: "GET", path: "/v1/tokens/{id}" },
  revokeToken: { method: "POST", path: "/v1/tokens/{id}/revoke" },
  restoreToken: { method: "POST", path: "/v1/tokens/{id}/restore" },
  rotateToken: { method: "POST", path: "/v1/tokens/{id}/rotate" },
  endOverlap: { method: "POST", path: "/v1/tokens/{id}/end-overlap" },
  deleteToken: { method: "DELETE", path: "/v1/tokens/{id}" },
  listTokenVersions: { method: "GET", path: "/v1/tokens/{id}/versions" },
  listTokenEvents: { method: "GET", path: "/v1/tokens/{id}/events" },
  getTokenUsage: { method: "GET", path: "/v1/tokens/{id}/usage" },
  listProjectTokens: { method: "GET", path: "/v1/project/tokens" },
  exportProjectTokensCsv: { method: "GET", path: "/v1/project/tokens.csv" },
  exportProjectTokensJson: { method: "GET", path: "/v1/project/tokens.json" },
  summarizeProjectTokens: { method: "GET", path: "/v1/project/tokens/summary" },
  changeTokens: { method: "POST", path: "/v1/tokens/bulk" },
  changeProjectTokens: { method: "POST", path: "/v1/project/tokens/bulk" },
  listServiceAccounts: { method: "GET", path: "/v1/service-accounts" },
  addServiceAccount: { method: "POST", path: "/v1/service-accounts" },
  getServiceAccount: { method: "GET", path: "/v1/service-accounts/{id}" },
  changeServiceAccount: { method: "PATCH", path: "/v1/service-accounts/{id}" },
  removeServiceAccount: { method: "DELETE", path: "/v1/service-accounts/{id}" },
  createServiceToken: { method: "POST", path: "/v1/service-accounts/{id}/tokens" },
  listMembers: { method: "GET", path: "/v1/members" },
  addMember: { method: "POST", path: "/v1/members" },
  changeMember: { method: "PATCH", path: "/v1/members/{id}" },
  inviteMember: { method: "POST", path: "/v1/members/{id}/invitation" },
  removeMember: { method: "DELETE", path: "/v1/members/{id}" },
  getSettings: { method: "GET", path: "/v1/settings" },
  changeSettings: { method: "PATCH", path: "/v1/settings" },
  previewSettings: { method: "POST", path: "/v1/settings/preview" },
  listAuditEvents: { method: "GET", path: "/v1/audit" },
  exportAuditCsv: { method: "GET", path: "/v1/audit.csv" },
  exportAuditJson: { method: "GET", path: "/v1/audit.json" },
  getAuditHead: { method: "GET", path: "/v1/audit/head" },
  getAuditProof: { method: "GET", path: "/v1/audit/proof" },
  listWebhooks: { method: "GET", path: "/v1/webhooks" },
  addWebhook: { method: "POST", path: "/v1/webhooks" },
  getWebhook: { method: "GET", path: "/v1/webhooks/{id}" },
  changeWebhook: { method: "PATCH", path: "/v1/webhooks/{id}" },
  removeWebhook: { method: "DELETE", path: "/v1/webhooks/{id}" },
  rotateWebhookSecret: { method: "POST", path: "/v1/webhooks/{id}/rotate-secret" },
  testWebhook: { method: "POST", path: "/v1/webhooks/{id}/test" },
  listDeliveries: { method: "GET", path: "/v1/webhooks/{id}/deliveries" },
  verifyToken: { method: "POST", path: "/v1/verify" },
  verifyTokens: { method: "POST", path: "/v1/verify/batch" },
  introspectToken: { method: "POST", path: "/oauth/introspect", form: true },
  revokePresentedToken: { method: "POST", path: "/oauth/revoke", form: true },
  getAuthorizationServer: { method: "GET", path: "/.well-known/oauth-authorization-server" },
  listVerifiers: { method: "GET", path: "/v1/verifiers" },
  registerVerifier: { method: "POST", path: "/v1/verifiers" },
  renewLease: { method: "POST", path: "/v1/verifiers/{id}/lease" },
  verifyForVerifier: { method: "POST", path: "/v1/verifiers/{id}/verify" },
  listGrants: { method: "GET", path: "/v1/verifiers/{id}/grants" },
  reportUses: { method: "POST", path: "/v1/verifiers/{id}/uses" },
  releaseVerifier: { method: "DELETE", path: "/v1/verifiers/{id}" },
  listProjects: { method: "GET", path: "/v1/projects" },
  addProject: { method: "POST", path: "/v1/projects" },
  changeProject: { method: "PATCH", path: "/v1/projects/{id}" },
  createApiAccessToken: { method: "POST", path: "/v4/apiAccessTokens" },
  listApiAccessTokens: { method: "GET", path: "/v4/apiAccessTokens" },
  getApiAccessToken: { method: "GET", path: "/v4/apiAccessTokens/{tokenId}" },
  deleteApiAccessToken: { method: "DELETE", path: "/v4/apiAccessTokens/{tokenId}" },
  getLive: { method: "GET", path: "/livez" },
  getReady: { method: "GET", path: "/readyz" },
  listEndpoints: { method: "GET", path: "/v1/endpoints" },
  getOpenApi: { method: "GET", path: "/v1/openapi.json" },
};
