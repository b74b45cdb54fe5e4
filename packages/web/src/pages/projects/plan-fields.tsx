import { Checkbox, Group, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { entitlementNames, formWords as words } from "./wording.ts";

/** What of a project can be changed after it was made. */
export type PlanValues = Pick<ProjectEntry, "name" | "plan" | "entitlements">;

export function PlanFields<V extends PlanValues>({ form }: { form: UseFormReturnType<V> }) {
  return (
    <>
      <TextInput label={words.plan} autoComplete="off" {...form.getInputProps("plan")} />
      <Checkbox.Group label={words.entitlements} {...form.getInputProps("entitlements")}>
        <Group mt="xs">
          {Object.entries(entitlementNames).map(([value, label]) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}
