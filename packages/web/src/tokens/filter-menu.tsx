import { Autocomplete, Button, NativeSelect, Popover, Stack } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { t } from "../i18n.ts";
import { settingsQuery } from "../queries.ts";
import { TIMES, type TokenFilter } from "./filter.ts";
import { RangeField } from "./range-field.tsx";
import { useFilter, withParts } from "./use-filter.ts";

const STATUSES = ["active", "expired", "revoked"] as const;

interface FilterMenuProps {
  /** How many parts of the filter are set. */
  set: number;
  /** What a page filters by besides. */
  children?: ReactNode;
}

/** Everything that a list can be narrowed by, out of the way until it is needed. */
export function FilterMenu({ set, children }: FilterMenuProps) {
  const [opened, menu] = useDisclosure();
  useOutsideClick(opened, menu.close);
  return (
    <Popover
      opened={opened}
      onDismiss={menu.close}
      onChange={(opened) => !opened && menu.close()}
      closeOnClickOutside={false}
      position="bottom-end"
      width={320}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="default"
          aria-haspopup="dialog"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          onClick={menu.toggle}
        >
          {set === 0 ? t("list.filters") : t("list.filtersSet", { count: set })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("list.filters")} className="filter-menu">
        <Stack gap="sm">
          <StatusField />
          {children}
          <ScopeField />
          {TIMES.map((time) => (
            <RangeField key={time} time={time} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function StatusField() {
  const [filter, setFilter] = useFilter();
  return (
    <NativeSelect
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

/** What opens out of the menu, such as the choices of a field, lies in a portal as the menu does, and is no outside. */
function useOutsideClick(opened: boolean, close: () => void): void {
  useEffect(() => {
    if (!opened) return;
    const look = ({ target }: Event) => {
      if (target instanceof Element && !target.closest("[data-portal], [aria-haspopup=dialog]")) close();
    };
    document.addEventListener("pointerdown", look);
    return () => document.removeEventListener("pointerdown", look);
  }, [opened, close]);
}
