import type { UseFormReturnType } from "@mantine/form";
import { faultText, fieldFaults } from "../faults.ts";

/**
 * Puts a refusal's faults at the fields that they belong to and focuses the first of them.
 * Answers what is left to say beside the form, if anything.
 */
export function showFaults<T extends Record<string, unknown>>(
  form: UseFormReturnType<T>,
  error: unknown,
): string | undefined {
  const faults = Object.entries(fieldFaults(error)).filter(([path]) => form.getInputNode(path) !== null);
  form.setErrors(Object.fromEntries(faults));
  const [first] = faults;
  if (!first) return faultText(error);
  form.getInputNode(first[0])?.focus();
  return undefined;
}
