import { Alert, Anchor, Group } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconClockExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../../i18n.ts";
import { endingSoonQuery } from "../../queries.ts";
import { localTime } from "../../time.ts";
import { useNow } from "../../ui/use-now.ts";

/** How many of one's own tokens end within a week. It can be put away until tomorrow. */
export function ExpiryNotice() {
  const { data: count = 0 } = useQuery(endingSoonQuery);
  const today = localTime(useNow()).slice(0, 10);
  const [putAway, setPutAway] = useLocalStorage({
    key: "tokenhouse.expiry-notice",
    defaultValue: "",
    getInitialValueInEffect: false,
  });
  if (count === 0 || putAway === today) return null;
  return (
    <Alert
      className="notice-line"
      variant="default"
      icon={<IconClockExclamation size={16} aria-hidden color="var(--mantine-color-yellow-light-color)" />}
      withCloseButton
      closeButtonLabel={t("accessTokens.putAway")}
      onClose={() => setPutAway(today)}
    >
      <Group gap="xs">
        {t("accessTokens.endingSoon", { count })}
        <Anchor
          inherit
          renderRoot={(props) => (
            <Link
              to="/preferences/access-tokens"
              search={{ expiresWithinDays: 7, sort: "expiresAt" }}
              {...props}
            />
          )}
        >
          {t("accessTokens.showEnding")}
        </Anchor>
      </Group>
    </Alert>
  );
}
