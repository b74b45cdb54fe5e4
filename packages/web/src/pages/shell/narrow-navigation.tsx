import { Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { SignedIn } from "../../api.ts";
import { t } from "../../i18n.ts";
import { HouseMark } from "../../ui/house-mark.tsx";
import { Navigation } from "./navigation.tsx";

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
      <Burger
        ref={trigger}
        hiddenFrom="md"
        size="sm"
        lineSize={2}
        aria-label={t("shell.openNavigation")}
        aria-expanded={opened}
        onClick={open}
      />
      <Drawer
        opened={opened}
        onClose={leave}
        returnFocus={false}
        size={288}
        title={<HouseMark />}
        padding="sm"
      >
        <nav aria-label={t("shell.navigation")}>
          <Navigation signedIn={signedIn} />
        </nav>
      </Drawer>
    </>
  );
}
