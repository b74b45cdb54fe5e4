import { ActionIcon } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2 } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import type { SignedIn } from "../../api.ts";
import { t } from "../../i18n.ts";

const NarrowDrawer = lazy(() =>
  import("./narrow-drawer.tsx").then((file) => ({ default: file.NarrowDrawer })),
);

/** The side bar where there is no room for one: it comes when asked for and goes with the choice of a page. */
export function NarrowNavigation({ signedIn }: { signedIn: SignedIn }) {
  const [opened, { open, close }] = useDisclosure();
  const trigger = useRef<HTMLButtonElement>(null);
  const { href } = useLocation();
  useEffect(close, [href, close]);
  function leave() {
    close();
    trigger.current?.focus();
  }
  return (
    <>
      <ActionIcon
        ref={trigger}
        hiddenFrom="md"
        size="lg"
        aria-label={t("shell.openNavigation")}
        aria-expanded={opened}
        onClick={open}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Suspense>{opened && <NarrowDrawer signedIn={signedIn} onClose={leave} />}</Suspense>
    </>
  );
}
