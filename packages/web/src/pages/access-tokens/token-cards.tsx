import { Card, DataList, Group, SimpleGrid } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";
import { useNow } from "../../ui/use-now.ts";
import type { Column } from "./columns.tsx";
import { RowMenu } from "./row-menu.tsx";
import { words } from "./wording.ts";

interface Shown {
  tokens: readonly Token[];
  columns: readonly Column[];
}

/** The table's rows for a screen too narrow for a table. */
export function TokenCards({ tokens, columns: [name, ...columns] }: Shown) {
  const nowMs = useNow();
  return (
    <SimpleGrid
      component="ul"
      aria-label={words.title}
      minColWidth={300}
      p={0}
      m={0}
      style={{ listStyle: "none" }}
    >
      {tokens.map((token) => (
        <Card key={token.id} component="li" className="quiet-card" withBorder radius="lg">
          <Group justify="space-between" align="start" wrap="nowrap" mb="sm">
            {name?.cell(token, nowMs)}
            <RowMenu token={token} />
          </Group>
          <DataList size="sm" gap="xs" labelWidth={92}>
            {columns.map(({ id, title, cell }) => (
              <DataList.Item key={id}>
                <DataList.ItemLabel>{title}</DataList.ItemLabel>
                <DataList.ItemValue>{cell(token, nowMs)}</DataList.ItemValue>
              </DataList.Item>
            ))}
          </DataList>
        </Card>
      ))}
    </SimpleGrid>
  );
}
