import { notifications } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { faultText } from "../../faults.ts";

/** Says at the edge of the page that something is done. */
export function noticeDone(title: string, message = ""): void {
  notifications.show({ title, message, color: "green", icon: <IconCheck aria-hidden />, autoClose: 8_000 });
}

/** Says that only a part of something is done. */
export function noticePartly(title: string, message = ""): void {
  notifications.show({
    title,
    message,
    color: "yellow",
    icon: <IconAlertCircle aria-hidden />,
    autoClose: false,
  });
}

/** Says why something could not be done, until it is closed. */
export function noticeFault(title: string, error: unknown): void {
  notifications.show({
    title,
    message: faultText(error),
    color: "red",
    icon: <IconAlertCircle aria-hidden />,
    autoClose: false,
  });
}
