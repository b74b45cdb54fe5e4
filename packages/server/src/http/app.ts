import type { Service } from "../service/context.ts";
import type { Leases } from "../verify/leases.ts";
import type { UsageBuffer } from "../verify/usage-buffer.ts";

/** What the handlers work with. */
export interface App {
  service: Service;
  usage: UsageBuffer;
  leases: Leases;
  /** The public address without a trailing slash, once it is known. */
  url: () => string;
  /** Served over TLS: cookies are bound to the host and marked secure. */
  isSecure: boolean;
  /** `/` or the sub-path of the public address, with a slash at both ends. */
  basePath: string;
  state: { draining: boolean };
}
