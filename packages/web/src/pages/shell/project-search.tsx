import { Select, type SelectProps } from "@mantine/core";
import { t } from "../../i18n.ts";

/** The choice among more projects than one sees at a glance. */
export function ProjectSearch(props: SelectProps) {
  return (
    <Select
      {...props}
      searchable
      allowDeselect={false}
      maxDropdownHeight={320}
      nothingFoundMessage={t("shell.noSuchProject")}
    />
  );
}
