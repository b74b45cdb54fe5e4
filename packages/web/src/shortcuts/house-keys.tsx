import { useWindowEvent } from "@mantine/hooks";
import { lazy, Suspense, useState } from "react";
import { press } from "./registry.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const HelpDialog = lazy(() => import("./help-dialog.tsx").then((file) => ({ default: file.HelpDialog })));

/** Listens to the keys of every page, and shows which there are. */
export function HouseKeys() {
  const [opener, setOpener] = useState<Element | null>();
  useWindowEvent("keydown", press);
  useShortcuts([
    {
      name: "help",
      keys: ["?"],
      text: "palette.keys.help",
      action: () => setOpener(document.activeElement),
    },
  ]);
  function close() {
    setOpener(undefined);
    if (opener instanceof HTMLElement) opener.focus();
  }
  return <Suspense>{opener !== undefined && <HelpDialog onClose={close} />}</Suspense>;
}
