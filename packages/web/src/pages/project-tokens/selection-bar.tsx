import { Button, Checkbox, Group, Text } from "@mantine/core";
import { IconBan, IconTrash } from "@tabler/icons-react";
import { t } from "../../i18n.ts";
import { useDialog } from "../../ui/use-dialog.ts";
import { BulkDialog, type BulkAction } from "./bulk-dialog.tsx";
import { MOST, type Selection } from "./use-selection.ts";

const ACTIONS = [
  { action: "revoke", Icon: IconBan },
  { action: "delete", Icon: IconTrash },
] as const;

/** Above the list: how many are selected, and what can be done to all of them. */
export function SelectionBar({ selection, shown }: { selection: Selection; shown: number }) {
  const { shown: asked, show: ask, trigger, close, leave } = useDialog<BulkAction>();
  const count = selection.selected.length;
  return (
    <Group gap="sm" mih={36}>
      <Checkbox
        label={
          shown > MOST
            ? t("projectTokens.selectFirst", { count: MOST })
            : t("projectTokens.selectAll", { count: shown })
        }
        checked={count > 0 && count === Math.min(shown, MOST)}
        indeterminate={count > 0 && count < Math.min(shown, MOST)}
        onChange={selection.toggleAll}
      />
      <Text component="output" size="sm" fw={600}>
        {count > 0 && t("projectTokens.selected", { count })}
        {count === MOST && ` · ${t("projectTokens.limit", { count: MOST })}`}
      </Text>
      {count > 0 &&
        ACTIONS.map(({ action, Icon }) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            leftSection={<Icon size={16} aria-hidden />}
            onClick={({ currentTarget }) => {
              trigger.current = currentTarget;
              ask(action);
            }}
          >
            {t(`projectTokens.${action}`)}
          </Button>
        ))}
      {asked && (
        <BulkDialog
          action={asked}
          tokens={selection.selected}
          onCancel={close}
          onDone={() => {
            selection.clear();
            leave();
          }}
        />
      )}
    </Group>
  );
}
