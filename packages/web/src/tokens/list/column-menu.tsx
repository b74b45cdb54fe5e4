import { Button, Menu } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { t } from "../../i18n.ts";
import type { ColumnChoice } from "./use-columns.ts";

export function ColumnMenu({ columns }: { columns: ColumnChoice }) {
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={18} aria-hidden />}>
          {t("list.columns")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.all.slice(1).map((column) => (
          <Menu.CheckboxItem
            key={column.id}
            checked={columns.shown.includes(column)}
            onChange={() => columns.toggle(column)}
          >
            {column.title}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
