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
      };
      project: {
        id: string;
        slug: string;
      };
      revision: number;
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
       * What follows # in the set-up link
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
      token?: Token;
    };
  };
  /**
   * The project's rules for tokens
   */
  getSettings: {
    answer: Settings;
  };
  /**
   * Change the project's rules for tokens
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
       * What the page proposes; -1 = never
       */
      defaultLifetimeDays?: number;
      /**
       * An active personal token must be revoked first
       */
      requireRevokeBeforeDelete?: boolean;
    };
    answer: Settings;
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
       * Part of name, description, hint or id
       */
      search?: string;
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
       * Answer from this revision or a newer one
       */
      atLeast?: number;
    };
    answer: Verdict;
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
   * Whether the process can serve: database reachable, not shutting down
   */
  getReady: {
    answer: {
      status: "ok" | "draining" | "unavailable";
    };
  };
  /**
   * The endpoints this caller may use in this project
   */
  listEndpoints: {
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
  version: number;
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
  revokedAt: string | null;
  revokeReason: string | null;
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
    confirmedInMs: number;
  }[];
  /**
   * Verifiers that did not answer and whose lease has ended
   */
  fenced: string[];
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

/** Method and path of every operation. */
export const operations: Record<keyof Operations, { method: string; path: string }> = {
  getSetup: { method: "GET", path: "/v1/setup" },
  setUp: { method: "POST", path: "/v1/setup" },
  signIn: { method: "POST", path: "/v1/session" },
  getSession: { method: "GET", path: "/v1/session" },
  signOut: { method: "DELETE", path: "/v1/session" },
  getMe: { method: "GET", path: "/v1/me" },
  getSettings: { method: "GET", path: "/v1/settings" },
  changeSettings: { method: "PATCH", path: "/v1/settings" },
  createToken: { method: "POST", path: "/v1/tokens" },
  listTokens: { method: "GET", path: "/v1/tokens" },
  getToken: { method: "GET", path: "/v1/tokens/{id}" },
  revokeToken: { method: "POST", path: "/v1/tokens/{id}/revoke" },
  restoreToken: { method: "POST", path: "/v1/tokens/{id}/restore" },
  deleteToken: { method: "DELETE", path: "/v1/tokens/{id}" },
  verifyToken: { method: "POST", path: "/v1/verify" },
  getLive: { method: "GET", path: "/livez" },
  getReady: { method: "GET", path: "/readyz" },
  listEndpoints: { method: "GET", path: "/v1/endpoints" },
  getOpenApi: { method: "GET", path: "/v1/openapi.json" },
};
