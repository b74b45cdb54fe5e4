import type { App } from "../src/http/app.ts";
import { createService } from "../src/main.ts";
import type { Db } from "../src/storage/open.ts";
import { openLeases } from "../src/verify/leases.ts";
import { createUsageBuffer } from "../src/verify/usage-buffer.ts";

/** An app over a database, for what has nothing to do with its uses: they are written nowhere. */
export async function createIdleApp(
  db: Db,
  differences: Partial<Pick<App, "url" | "isSecure" | "basePath">> = {},
): Promise<App> {
  const service = await createService({ tokenPrefix: "th" }, db);
  return {
    service,
    usage: createUsageBuffer({ write: async () => {}, everyMs: 60_000, onError: () => {} }),
    leases: await openLeases(db, { leaseMs: 10_000, ...service }),
    url: () => "",
    isSecure: false,
    basePath: "/",
    state: { draining: false },
    isAlone: () => true,
    ...differences,
  };
}
