import { Badge } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconClockExclamation, IconClockX } from "@tabler/icons-react";
import type { Token } from "@tokenhouse/sdk/client";

const LOOKS = {
  active: { text: "Active", color: "green", Icon: IconCircleCheck },
  revoked: { text: "Revoked", color: "orange", Icon: IconCircleMinus },
  expired: { text: "Expired", color: "red", Icon: IconClockX },
  soon: { text: "Expiring soon", color: "yellow", Icon: IconClockExclamation },
} as const;

/** A status as icon, text and colour, so that none of them has to be seen alone. */
export function StatusBadge({ status }: { status: Token["status"] | "soon" }) {
  const { text, color, Icon } = LOOKS[status];
  return (
    <Badge
      miw="max-content"
      variant="light"
      color={color}
      tt="none"
      fw={600}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {text}
    </Badge>
  );
}
