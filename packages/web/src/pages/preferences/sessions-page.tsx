import { Button, Stack, Text } from "@mantine/core";
import { IconLogout, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { startAfresh } from "../../queries.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/paged-list.tsx";
import { Records } from "../../ui/records.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { COLUMNS, EndButton } from "./session-columns.tsx";
import { sessionsQuery } from "./sessions-query.ts";
import { sessionWords as words, words as pageWords } from "./wording.ts";

export function SessionsPage() {
  const { data, error } = useQuery(sessionsQuery);
  const { shown, show, trigger, close } = useDialog<"everywhere">();

  return (
    <Stack maw={1760} mx="auto">
      <PageHead title={pageWords.sessions} intro={words.intro}>
        <Button
          ref={trigger}
          variant="default"
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={() => show("everywhere")}
        >
          {words.everywhere}
        </Button>
      </PageHead>
      {error && (
        <Instead icon={<IconPlugConnectedX size={40} />} title={words.failed} text={faultText(error)} />
      )}
      {!data && !error && <Waiting text={words.loading} />}
      {data && <Records label={pageWords.sessions} rows={data.items} columns={COLUMNS} Menu={EndButton} />}
      {shown && (
        <ConfirmDialog
          title={words.everywhere}
          submit={words.everywhere}
          danger
          send={() => client.endSessions().then(() => startAfresh(null))}
          onCancel={close}
        >
          <Text>{words.everywhereText}</Text>
        </ConfirmDialog>
      )}
    </Stack>
  );
}
