import type { App } from "../src/http/app.ts";
import { createService } from "../src/main.ts";
import type { Db } from "../src/storage/open.ts";
import { verifyAlone } from "../src/verify/alone.ts";
import { createUsageBuffer } from "../src/verify/usage-buffer.ts";

/** A service over a database, as if it were alone there. */
export async function createIdleService(db: Db): Promise<Pick<App, "service" | "leases">> {
  const clocks = { now: Date.now, monotonic: () => performance.now() };
  const verifying = await verifyAlone(db, { leaseMs: 10_000, ...clocks, name: "idle" });
  return { service: await createService({ tokenPrefix: "th" }, db, verifying), leases: verifying.leases };
}

/** An app over a database, for what has nothing to do with its uses: they are written nowhere. */
export async function createIdleApp(
  db: Db,
  differences: Partial<Pick<App, "url" | "isSecure" | "basePath">> = {},
): Promise<App> {
  const { service, leases } = await createIdleService(db);
  return {
    service,
    leases,
    usage: createUsageBuffer({ write: async () => {}, everyMs: 60_000, onError: () => {} }),
    url: () => "",
    isSecure: false,
    basePath: "/",
    state: { draining: false },
    ...differences,
  };
}
