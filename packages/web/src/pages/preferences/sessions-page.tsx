import { Button, Stack, Text } from "@mantine/core";
import { IconLogout, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/list/paged-list.tsx";
import { Records } from "../../ui/list/records.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { columns, EndButton } from "./session-columns.tsx";
import { sessionsQuery } from "./sessions-query.ts";

export function SessionsPage() {
  const { data, error } = useQuery(sessionsQuery);
  const { shown, show, trigger, close } = useDialog<"everywhere">();

  return (
    <Stack>
      <PageHead title={t("preferences.sessions")} intro={t("preferences.sessionsPage.intro")}>
        <Button
          ref={trigger}
          variant="default"
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={() => show("everywhere")}
        >
          {t("preferences.sessionsPage.everywhere")}
        </Button>
      </PageHead>
      {error && (
        <Instead
          icon={<IconPlugConnectedX size={40} />}
          title={t("preferences.sessionsPage.failed")}
          text={faultText(error)}
        />
      )}
      {!data && !error && <Waiting text={t("preferences.sessionsPage.loading")} />}
      {data && (
        <Records label={t("preferences.sessions")} rows={data.items} columns={columns()} Menu={EndButton} />
      )}
      {shown && (
        <ConfirmDialog
          title={t("preferences.sessionsPage.everywhere")}
          submit={t("preferences.sessionsPage.everywhere")}
          danger
          send={() => client.endSessions().then(() => startAfresh(null))}
          onCancel={close}
        >
          <Text>{t("preferences.sessionsPage.everywhereText")}</Text>
        </ConfirmDialog>
      )}
    </Stack>
  );
}
