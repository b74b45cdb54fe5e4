import { Button, Group, Text } from "@mantine/core";
import { IconBan, IconRestore, IconTrash } from "@tabler/icons-react";
import { t } from "../../i18n.ts";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { type BulkChange, BulkDialog } from "./bulk-dialog.tsx";
import type { BulkAction } from "./bulk-outcome.ts";
import { MOST, type Selection } from "./use-selection.ts";

const ICONS = { revoke: IconBan, restore: IconRestore, delete: IconTrash };

interface SelectionBarProps {
  selection: Selection;
  /** How many are shown, and how many match. */
  shown: number;
  total: number;
  change: BulkChange;
}

/** Above the list, once something is selected: how many, how to take all, and what can be done to them. */
export function SelectionBar({ selection, shown, total, change }: SelectionBarProps) {
  const { shown: asked, show: ask, trigger, close, leave } = useDialog<BulkAction>();
  const count = selection.selected.length;
  return (
    <fieldset className="plain-fieldset" aria-label={t("list.choice.label")}>
      <Group gap="xs">
        <Text component="output" size="sm" fw={600} className="figures">
          {t("list.choice.selected", { count })}
          {count === MOST && total > MOST && ` · ${t("list.choice.limit", { count: MOST })}`}
        </Text>
        {total > shown && count < Math.min(total, MOST) && (
          <Button size="compact-sm" variant="subtle" onClick={() => void selection.selectMatching()}>
            {total > MOST
              ? t("list.choice.first", { count: MOST, total })
              : t("list.choice.matching", { count: total })}
          </Button>
        )}
        {change.actions.map((action) => {
          const Icon = ICONS[action];
          return (
            <Button
              key={action}
              size="compact-sm"
              variant="default"
              leftSection={<Icon size={14} aria-hidden />}
              onClick={({ currentTarget }) => {
                trigger.current = currentTarget;
                ask(action);
              }}
            >
              {t(`changes.bulk.${action}`)}
            </Button>
          );
        })}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>
          {t("list.choice.clear")}
        </Button>
        {asked && (
          <BulkDialog
            action={asked}
            tokens={selection.selected}
            change={change}
            onCancel={close}
            onDone={() => {
              selection.clear();
              leave();
            }}
          />
        )}
      </Group>
    </fieldset>
  );
}
