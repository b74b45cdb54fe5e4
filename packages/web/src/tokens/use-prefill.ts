import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Prefill } from "./prefill.ts";

declare module "@tanstack/history" {
  interface HistoryState {
    /** Of a link to `/tokens/new`, on its way to the dialog. */
    prefill?: Prefill;
  }
}

/** What a link to `/tokens/new` brought along, once: the history keeps nothing of it. */
export function usePrefill(): [Prefill | undefined, () => void] {
  const router = useRouter();
  const arriving = useLocation({ select: ({ state }) => state.prefill });
  const [prefill, setPrefill] = useState<Prefill>();
  useEffect(() => {
    if (!arriving) return;
    setPrefill(arriving);
    void router.navigate({ to: ".", search: true, state: {}, replace: true });
  }, [arriving, router]);
  return [prefill, () => setPrefill(undefined)];
}
