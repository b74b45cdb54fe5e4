import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { NotForYou } from "../../ui/not-for-you.tsx";

/** Around the pages for owners and administrators: says to everybody else that they are not for them. */
export function Administration() {
  const { data: signedIn } = useQuery(sessionQuery);
  if (signedIn?.project?.role !== "member") return <Outlet />;
  return <NotForYou text={t("shell.notForYou")} />;
}
