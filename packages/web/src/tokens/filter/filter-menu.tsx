import { Button, Popover, Skeleton, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { t } from "../../i18n.ts";

const FilterFields = lazy(async () => ({ default: (await import("./filter-fields.tsx")).FilterFields }));

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
          <Suspense fallback={<Skeleton height={320} />}>
            <FilterFields>{children}</FilterFields>
          </Suspense>
        </Stack>
      </Popover.Dropdown>
    </Popover>
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
