import { readConfig } from "../../config.ts";
import { backUp } from "../../storage/backup/back-up.ts";
import { attempt } from "../attempt.ts";
import { whileWaiting } from "../terminal/patience.ts";

/** `tokenhouse backup <file>`: copies the database as it is now into a new file, also while a server works on it. */
export function backup(file: string, { json }: { json?: true }): Promise<void> {
  return attempt(async () => {
    const { config } = readConfig(process.env);
    const copy = () => backUp(config.databaseUrl, file);
    const { revision, bytes } = await whileWaiting(`Copying into ${file}`, copy, { atOnce: true });
    process.stdout.write(
      json
        ? `${JSON.stringify({ file, revision, bytes })}\n`
        : `Backed up to ${file}: revision ${revision}, ${bytes} bytes.\n`,
    );
  });
}
