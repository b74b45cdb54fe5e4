import { Badge } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { t } from "../../i18n.ts";

/** Marks what deserves a second thought: it lets a token act on tokens, people or rules. */
export function FarReaching() {
  return (
    <Badge
      component="span"
      size="sm"
      color="orange"
      variant="light"
      leftSection={<IconAlertTriangle size={12} aria-hidden />}
    >
      {t("generate.scopes.farReaching")}
    </Badge>
  );
}
