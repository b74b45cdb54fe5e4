import { Text } from "@mantine/core";
import { browserName } from "../../browser-name.ts";
import { t } from "../../i18n.ts";

interface UsedByProps {
  userAgent: string | null;
  verifier: string | null;
}

/** What a use came from, as people call it, and who let it through; nothing where neither is known. */
export function UsedBy({ userAgent, verifier }: UsedByProps) {
  const known = [
    ...(userAgent === null ? [] : [t("token.addresses.by", { client: browserName(userAgent) })]),
    ...(verifier === null ? [] : [t("token.addresses.through", { verifier })]),
  ];
  if (known.length === 0) return null;
  return (
    <Text span display="block" size="xs" c="dimmed" className="as-typed" title={userAgent ?? undefined}>
      {known.join(" · ")}
    </Text>
  );
}
