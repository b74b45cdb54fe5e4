/** A peer in a process of its own: how many checks a second better-auth makes in process. */
import { answer, tell, whenLetGo } from "../child.ts";
import { stopwatchOf } from "../checker.ts";
import { betterAuthChecker } from "../peers/better-auth.ts";

const checker = await betterAuthChecker();
tell({ isInstalled: checker !== undefined });
if (checker) {
  answer(async (question) => {
    const { seconds } = question as { seconds: number };
    const nanoseconds = await stopwatchOf(checker, seconds * 1000)();
    return { checksPerSecond: 1e9 / nanoseconds };
  });
}
whenLetGo(async () => checker?.close());
