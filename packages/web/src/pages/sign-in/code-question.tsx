import { lazy, Suspense } from "react";
import type { CodeFormProps } from "./code-form.tsx";

const CodeForm = lazy(() => import("./code-form.tsx").then((file) => ({ default: file.CodeForm })));

/** What somebody with a second factor is asked after their password. Its code is fetched when first asked. */
export function CodeQuestion(props: CodeFormProps) {
  return (
    <Suspense>
      <CodeForm {...props} />
    </Suspense>
  );
}
