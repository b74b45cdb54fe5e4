import { Checkbox, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";

const ENTITLEMENTS = ["accessTokens", "serviceAccounts"] as const;

/** What of a project can be changed after it was made. */
export type PlanValues = Pick<ProjectEntry, "name" | "plan" | "entitlements">;

export function PlanFields<V extends PlanValues>({ form }: { form: UseFormReturnType<V> }) {
  return (
    <>
      <TextInput label={t("projects.form.plan")} autoComplete="off" {...form.getInputProps("plan")} />
      <Checkbox.Group label={t("projects.form.entitlements")} {...form.getInputProps("entitlements")}>
        <Stack gap="xs" mt={6}>
          {ENTITLEMENTS.map((name) => (
            <Checkbox
              key={name}
              value={name}
              label={t(`projects.entitlements.${name}`)}
              description={t(`projects.entitlementHelp.${name}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </>
  );
}
