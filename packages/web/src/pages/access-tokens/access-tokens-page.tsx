import { Alert, Button, Card, EmptyState, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLock, IconPlus, IconPower } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef } from "react";
import { meQuery, settingsQuery } from "../../queries.ts";
import { FilterBar } from "./filter-bar.tsx";
import { TokenCount, TokenList } from "./token-list.tsx";
import { useColumns } from "./use-columns.ts";
import { words } from "./wording.ts";

// Nobody needs it for the first sight; it is fetched when somebody reaches for the button.
const loadDialog = async () => ({ default: (await import("./generate-dialog.tsx")).GenerateDialog });
const GenerateDialog = lazy(loadDialog);

export function AccessTokensPage() {
  const { data: me } = useQuery(meQuery);
  const { data: settings } = useQuery(settingsQuery);
  const [generating, dialog] = useDisclosure();
  const columns = useColumns();
  const generateButton = useRef<HTMLButtonElement>(null);
  const mayGenerate = me?.mayGenerate === true && settings !== undefined;
  function closeDialog() {
    dialog.close();
    generateButton.current?.focus();
  }

  return (
    <Stack maw={1760} mx="auto">
      <title>{`${words.title} · Tokenhouse`}</title>
      <Group justify="space-between" align="start">
        <div className="page-intro">
          <Title order={1}>{words.title}</Title>
          <Text c="dimmed">{words.intro}</Text>
        </div>
        <Button
          ref={generateButton}
          leftSection={<IconPlus size={18} aria-hidden />}
          disabled={!mayGenerate}
          onPointerEnter={() => void loadDialog()}
          onFocus={() => void loadDialog()}
          onClick={dialog.open}
        >
          {words.generate}
        </Button>
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
          <TokenList columns={columns} onGenerate={mayGenerate ? dialog.open : undefined} />
        </>
      )}
      {settings && generating && (
        <Suspense>
          <GenerateDialog settings={settings} onClose={closeDialog} />
        </Suspense>
      )}
    </Stack>
  );
}
