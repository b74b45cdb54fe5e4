import { Alert, Button, Card, EmptyState, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLock, IconPlus, IconPower } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { meQuery, settingsQuery } from "../../queries.ts";
import { FilterBar } from "./filter-bar.tsx";
import { GenerateDialog } from "./generate-dialog.tsx";
import { TokenCount, TokenList } from "./token-list.tsx";
import { useColumns } from "./use-columns.ts";
import { words } from "./wording.ts";

export function AccessTokensPage() {
  const { data: me } = useQuery(meQuery);
  const { data: settings } = useQuery(settingsQuery);
  const [generating, dialog] = useDisclosure();
  const columns = useColumns();
  const generate = (
    <Button
      leftSection={<IconPlus size={18} aria-hidden />}
      disabled={!me?.mayGenerate || !settings}
      onClick={dialog.open}
    >
      {words.generate}
    </Button>
  );

  return (
    <Stack maw={1760} mx="auto">
      <title>{`${words.title} · Tokenhouse`}</title>
      <Group justify="space-between" align="start">
        <div>
          <Title order={1}>{words.title}</Title>
          <Text c="dimmed">{words.intro}</Text>
        </div>
        {generate}
      </Group>
      {me?.mayGenerate === false && (
        <Alert color="yellow" variant="light" icon={<IconLock aria-hidden />}>
          {words.mayNotGenerate}
        </Alert>
      )}
      {settings?.tokensEnabled === false ? (
        <Card className="quiet-card" withBorder radius="lg" py={56}>
          <EmptyState
            icon={<IconPower size={40} />}
            title={words.tokensOff}
            description={words.tokensOffText}
          />
        </Card>
      ) : (
        <>
          <FilterBar columns={columns} />
          <TokenCount />
          <TokenList columns={columns} generate={generate} />
        </>
      )}
      {settings && <GenerateDialog settings={settings} opened={generating} onClose={dialog.close} />}
    </Stack>
  );
}
