import { t } from "../i18n.ts";
import { PageHead } from "./page-head.tsx";

/** Stands in for a page that the person at it may not use, and says whose it is. */
export function NotForYou({ text }: { text: string }) {
  return <PageHead title={t("common.notForYou")} intro={text} />;
}
