import { lazy, Suspense } from "react";
import type { ConfirmDialogProps } from "./confirm-question.tsx";

const ConfirmQuestion = lazy(() =>
  import("./confirm-question.tsx").then((file) => ({ default: file.ConfirmQuestion })),
);

/** Asks before something is done, and says there why it could not be. Its code is fetched when first asked. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Suspense>
      <ConfirmQuestion {...props} />
    </Suspense>
  );
}
