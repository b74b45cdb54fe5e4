import { Badge } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleMinus,
  IconClockExclamation,
  IconClockX,
  IconLock,
  IconMail,
  IconUserOff,
} from "@tabler/icons-react";

const LOOKS = {
  active: { text: "Active", color: "green", Icon: IconCircleCheck },
  revoked: { text: "Revoked", color: "orange", Icon: IconCircleMinus },
  expired: { text: "Expired", color: "red", Icon: IconClockX },
  soon: { text: "Expiring soon", color: "yellow", Icon: IconClockExclamation },
  invited: { text: "Invited", color: "blue", Icon: IconMail },
  deactivated: { text: "Deactivated", color: "orange", Icon: IconUserOff },
  open: { text: "Open", color: "green", Icon: IconCircleCheck },
  closed: { text: "Closed", color: "orange", Icon: IconLock },
} as const;

/** A status as icon, text and colour, so that none of them has to be seen alone. */
export function StatusBadge({ status }: { status: keyof typeof LOOKS }) {
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
