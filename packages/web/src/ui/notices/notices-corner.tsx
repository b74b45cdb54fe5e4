import { notificationsStore, useNotifications } from "@mantine/notifications";
import { lazy, Suspense } from "react";

const Notifications = lazy(() =>
  import("./notices-list.tsx").then((file) => ({ default: file.NoticesList })),
);

/** Where the messages appear; its code is fetched with the first of them. */
export function Notices() {
  const { notifications } = useNotifications(notificationsStore);
  return <Suspense>{notifications.length > 0 && <Notifications />}</Suspense>;
}
