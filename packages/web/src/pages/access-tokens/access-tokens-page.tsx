import { Alert, Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLock, IconPlus, IconPower } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef } from "react";
import { meQuery, settingsQuery } from "../../queries.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead } from "../../ui/paged-list.tsx";
import { FilterBar } from "../../tokens/filter-bar.tsx";
import { TokenList } from "../../tokens/token-list.tsx";
import { useColumns } from "../../tokens/use-columns.ts";
import { words } from "../../tokens/wording.ts";

// Nobody needs it for the first sight; it is fetched when somebody reaches for the button.
const loadDialog = async () => ({
  default: (await import("../../tokens/generate-dialog.tsx")).GenerateDialog,
});
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
      <PageHead title={words.title} intro={words.intro}>
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
      </PageHead>
      {me?.mayGenerate === false && (
        <Alert color="yellow" variant="light" icon={<IconLock aria-hidden />}>
          {words.mayNotGenerate}
        </Alert>
      )}
      {settings?.tokensEnabled === false ? (
        <Instead icon={<IconPower size={40} />} title={words.tokensOff} text={words.tokensOffText} />
      ) : (
        <>
          <FilterBar columns={columns} />
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
