import { PageHead } from "./page-head.tsx";

/** Stands in for a page that the person at it may not use, and says whose it is. */
export function NotForYou({ text }: { text: string }) {
  return <PageHead title="This page is not for you" intro={text} />;
}
