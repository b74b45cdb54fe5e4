import { readConfig } from "../../config.ts";
import { backUp } from "../../storage/backup/back-up.ts";
import { attempt } from "../attempt.ts";

/** `tokenhouse backup <file>`: copies the database as it is now into a new file, also while a server works on it. */
export function backup(file: string, { json }: { json?: true }): Promise<void> {
  return attempt(async () => {
    const { config } = readConfig(process.env);
    const { revision, bytes } = await backUp(config.databaseUrl, file);
    process.stdout.write(
      json
        ? `${JSON.stringify({ file, revision, bytes })}\n`
        : `Backed up to ${file}: revision ${revision}, ${bytes} bytes.\n`,
    );
  });
}
