import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { locale, t } from "../i18n.ts";

interface ActiveTokensProps {
  holder: { id: string; name: string; activeTokens: number };
}

/** How many active tokens somebody has, and the way to them. */
export function ActiveTokens({ holder: { id, name, activeTokens } }: ActiveTokensProps) {
  const figure = new Intl.NumberFormat(locale()).format(activeTokens);
  if (activeTokens === 0) {
    return (
      <Text span size="sm" c="dimmed" className="figures">
        {figure}
      </Text>
    );
  }
  return (
    <Anchor
      size="sm"
      className="figures"
      underline="always"
      renderRoot={(props) => (
        <Link
          to="/project/tokens"
          search={{ holder: id, status: "active" }}
          aria-label={t("members.activeTokensOf", { count: activeTokens, name })}
          {...props}
        />
      )}
    >
      {figure}
    </Anchor>
  );
}
