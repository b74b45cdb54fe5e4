import { ActionIcon, Menu } from "@mantine/core";
import { type Icon, IconDots } from "@tabler/icons-react";
import type { ReactNode, Ref } from "react";

export interface Action {
  label: string;
  Icon: Icon;
  onClick: () => void;
  /** It takes something away. */
  danger?: boolean;
}

interface ActionMenuProps {
  /** Whose menu it is. */
  label: string;
  trigger: Ref<HTMLButtonElement>;
  actions: readonly Action[];
  /** Entries that are more than an action. */
  children?: ReactNode;
}

/** What can be done to one row of a list. */
export function ActionMenu({ label, trigger, actions, children }: ActionMenuProps) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon ref={trigger} aria-label={label}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, Icon, onClick, danger }) => (
          <Menu.Item
            key={label}
            {...(danger && { c: "var(--mantine-color-error)" })}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={onClick}
          >
            {label}
          </Menu.Item>
        ))}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
