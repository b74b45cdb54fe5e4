import { useInterval } from "@mantine/hooks";
import { useState } from "react";

/** The clock of this page in ms, moving often enough for «2 minutes ago» to stay true. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useInterval(() => setNowMs(Date.now()), 15_000, { autoInvoke: true });
  return nowMs;
}
