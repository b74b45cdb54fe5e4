import { Autocomplete, NativeSelect } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "../../i18n.ts";
import { settingsQuery } from "../../queries.ts";
import { TIMES, type TokenFilter } from "./filter.ts";
import { RangeField } from "./range-field.tsx";
import { useFilter, withParts } from "./use-filter.ts";

const STATUSES = ["active", "expired", "revoked"] as const;

/** Everything that a list can be narrowed by; between them what a page filters by besides. */
export function FilterFields({ children }: { children?: ReactNode }) {
  return (
    <>
      <StatusField />
      {children}
      <ScopeField />
      {TIMES.map((time) => (
        <RangeField key={time} time={time} />
      ))}
    </>
  );
}

/** The fields come after the menu has looked for something to focus. The page is not scrolled: the menu may still be on its way. */
function focusWhereItIs(field: HTMLSelectElement | null): void {
  field?.focus({ preventScroll: true });
}

function StatusField() {
  const [filter, setFilter] = useFilter();
  return (
    <NativeSelect
      ref={focusWhereItIs}
      label={t("list.column.status")}
      data={[
        { value: "", label: t("list.anyStatus") },
        ...STATUSES.map((value) => ({ value, label: t(`list.status.${value}`) })),
      ]}
      value={filter.status ?? ""}
      onChange={({ currentTarget }) =>
        setFilter(
          withParts(filter, { status: (currentTarget.value || undefined) as TokenFilter["status"] }),
          true,
        )
      }
    />
  );
}

function ScopeField() {
  const [filter, setFilter] = useFilter();
  const { data: settings } = useQuery(settingsQuery);
  const seek = useDebouncedCallback(
    (scope: string) => setFilter(withParts(filter, { scope: scope.trim() || undefined }), true),
    150,
  );
  return (
    <Autocomplete
      label={t("list.scope")}
      placeholder={t("list.scopeHint")}
      data={(settings?.scopeCatalogue ?? []).map(({ scope }) => scope)}
      limit={50}
      defaultValue={filter.scope ?? ""}
      onChange={seek}
    />
  );
}
