import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { noticeFault } from "./notices.tsx";
import { saveFile } from "./save-file.ts";

interface ExportMenuProps {
  /** Of the file, without its ending. */
  name: string;
  csv: () => Promise<string>;
  json: () => Promise<unknown>;
}

/** All that a list's filter leaves, as a file. It is fetched by the client, because a link cannot say which project is meant. */
export function ExportMenu({ name, csv, json }: ExportMenuProps) {
  const saving = useMutation({
    mutationFn: async (format: "csv" | "json") => {
      if (format === "csv") saveFile(`${name}.csv`, await csv(), "text/csv");
      else saveFile(`${name}.json`, JSON.stringify(await json(), null, 2), "application/json");
    },
    onError: (error) => noticeFault("The export did not succeed", error),
  });
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          loading={saving.isPending}
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => saving.mutate("csv")}>CSV</Menu.Item>
        <Menu.Item onClick={() => saving.mutate("json")}>JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
