import { Badge } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleMinus,
  IconClockExclamation,
  IconClockX,
  IconLock,
  IconMail,
  IconUserOff,
  IconUserQuestion,
} from "@tabler/icons-react";
import { t } from "../i18n.ts";

const LOOKS = {
  active: { color: "green", Icon: IconCircleCheck },
  revoked: { color: "orange", Icon: IconCircleMinus },
  expired: { color: "red", Icon: IconClockX },
  soon: { color: "yellow", Icon: IconClockExclamation },
  invited: { color: "blue", Icon: IconMail },
  asks: { color: "yellow", Icon: IconUserQuestion },
  deactivated: { color: "orange", Icon: IconUserOff },
  open: { color: "green", Icon: IconCircleCheck },
  inForce: { color: "green", Icon: IconCircleCheck },
  ending: { color: "yellow", Icon: IconClockExclamation },
  closed: { color: "orange", Icon: IconLock },
} as const;

/** A status as icon, text and colour, so that none of them has to be seen alone. */
export function StatusBadge({ status }: { status: keyof typeof LOOKS }) {
  const { color, Icon } = LOOKS[status];
  return (
    <Badge
      miw="max-content"
      variant="light"
      color={color}
      tt="none"
      fw={600}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {t(`list.status.${status}`)}
    </Badge>
  );
}
