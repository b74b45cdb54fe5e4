import { Refusal } from "../core/errors.ts";
import { currentRevision } from "../storage/open.ts";
import type { Service } from "./context.ts";

/** Passes when the database answers. */
export async function probe(service: Service): Promise<void> {
  try {
    await currentRevision(service.db);
  } catch {
    throw new Refusal("unavailable", "The database does not answer");
  }
}
