import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

export function NoticesList() {
  // On the other side they would lie on the rows' menus.
  return <Notifications position="bottom-left" transitionDuration={160} limit={4} />;
}
