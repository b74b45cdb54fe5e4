import { useWindowEvent } from "@mantine/hooks";
import { useState } from "react";

let secret = "";

/** The secret of a one-time link. It leaves the address bar, and so the history, as soon as it is read. */
export function useLinkSecret(): string {
  const [taken, setTaken] = useState(takeSecret);
  useWindowEvent("hashchange", () => setTaken(takeSecret()));
  return taken;
}

function takeSecret(): string {
  if (location.hash.length > 1) {
    secret = location.hash.slice(1);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return secret;
}
