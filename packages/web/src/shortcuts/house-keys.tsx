import { Kbd, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { SignedIn } from "../api.ts";
import { t } from "../i18n.ts";
import { keyName } from "./key-name.ts";
import { press } from "./registry.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const HelpDialog = lazy(() => import("./help-dialog.tsx").then((file) => ({ default: file.HelpDialog })));
const loadPalette = () => import("./palette.tsx").then((file) => ({ default: file.Palette }));
const Palette = lazy(loadPalette);

/** Listens to the keys of every page; the button says that there is a palette, and opens it for hands without keys. */
export function HouseKeys({ signedIn }: { signedIn: SignedIn }) {
  const [shown, setShown] = useState<"help" | "palette">();
  const opener = useRef<Element>(null);
  useWindowEvent("keydown", (event) => {
    // It is there by the time that the K follows.
    if (event.key === "Control" || event.key === "Meta") void loadPalette();
    press(event);
  });
  useShortcuts([
    { name: "palette", keys: ["mod+k"], text: "palette.keys.palette", action: () => show("palette") },
    { name: "help", keys: ["?"], text: "palette.keys.help", action: () => show("help") },
  ]);
  function show(what: "help" | "palette") {
    opener.current = document.activeElement;
    setShown(what);
  }
  function close() {
    setShown(undefined);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }
  return (
    <>
      <UnstyledButton
        className="shell-button palette-button"
        onPointerEnter={() => void loadPalette()}
        onClick={() => show("palette")}
      >
        <IconSearch size={16} aria-hidden />
        <VisuallyHidden>{t("palette.title")}</VisuallyHidden>
        <Kbd visibleFrom="sm">{keyName("mod+k")}</Kbd>
      </UnstyledButton>
      <Suspense>
        {shown === "help" && <HelpDialog onClose={close} />}
        {shown === "palette" && (
          <Palette signedIn={signedIn} onClose={close} showHelp={() => setShown("help")} />
        )}
      </Suspense>
    </>
  );
}
