import { useLocation, useRouter } from "@tanstack/react-router";
import type { Prefill } from "./prefill.ts";

declare module "@tanstack/history" {
  interface HistoryState {
    /** Of a link to `/tokens/new`, on its way to the dialog. */
    prefill?: Prefill;
  }
}

/** What a link to `/tokens/new` brought along, until it is dropped: then the history keeps nothing of it. */
export function usePrefill(): [Prefill | undefined, () => void] {
  const router = useRouter();
  const prefill = useLocation({ select: ({ state }) => state.prefill });
  function drop() {
    if (!prefill) return;
    // Whoever closes the dialog has answered its question.
    void router.navigate({ to: ".", search: true, state: {}, replace: true, ignoreBlocker: true });
  }
  return [prefill, drop];
}
