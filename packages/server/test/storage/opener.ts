import { openDatabase } from "../../src/storage/open.ts";

/** A process of its own for the suite: opens every database it is sent, and answers how that went. */
process.on("message", (url) => void open(String(url)).then((answer) => process.send?.(answer)));

async function open(url: string): Promise<string> {
  try {
    const db = await openDatabase(url);
    await db.destroy();
    return "opened";
  } catch (error) {
    return String(error);
  }
}
