import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { t } from "../i18n.ts";
import { noticeFault } from "./notices/notices.tsx";
import { saveFile } from "./save-file.ts";

interface ExportMenuProps {
  /** The file's name without its ending. */
  name: string;
  csv: () => Promise<string>;
  json: () => Promise<unknown>;
}

/** Saves everything that the filters leave as a file. */
export function ExportMenu({ name, csv, json }: ExportMenuProps) {
  const saving = useMutation({
    mutationFn: async (kind: "csv" | "json") =>
      kind === "csv"
        ? saveFile(`${name}.csv`, await csv(), "text/csv")
        : saveFile(`${name}.json`, JSON.stringify(await json(), null, 2), "application/json"),
    onError: (error) => noticeFault(t("list.exportFailed"), error),
  });
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={saving.isPending}
        >
          {t("list.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => saving.mutate("csv")}>{t("list.asCsv")}</Menu.Item>
        <Menu.Item onClick={() => saving.mutate("json")}>{t("list.asJson")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
