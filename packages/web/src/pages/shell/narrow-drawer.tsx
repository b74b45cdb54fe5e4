import { Drawer } from "@mantine/core";
import type { SignedIn } from "../../api.ts";
import { t } from "../../i18n.ts";
import { HouseMark } from "../../ui/house-mark.tsx";
import { Navigation } from "./navigation.tsx";

export function NarrowDrawer({ signedIn, onClose }: { signedIn: SignedIn; onClose: () => void }) {
  return (
    <Drawer opened onClose={onClose} returnFocus={false} size={288} title={<HouseMark />} padding="sm">
      <nav aria-label={t("shell.navigation")}>
        <Navigation signedIn={signedIn} />
      </nav>
    </Drawer>
  );
}
