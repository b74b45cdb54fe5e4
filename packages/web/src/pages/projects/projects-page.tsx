import { Button, Stack } from "@mantine/core";
import { IconPlugConnectedX, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { NotForYou } from "../../ui/not-for-you.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/list/paged-list.tsx";
import { Records } from "../../ui/list/records.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { columns } from "./columns.tsx";
import { projectsQuery } from "./project-changes.ts";
import { CreateDialog } from "./project-dialogs.tsx";
import { ProjectMenu } from "./project-menu.tsx";

/** For whoever runs the installation; says to everybody else that it is not for them. */
export function ProjectsPage() {
  const { data: signedIn } = useQuery(sessionQuery);
  if (signedIn?.operator) return <Projects />;
  return <NotForYou text={t("projects.notForYou")} />;
}

function Projects() {
  const { data, error, refetch } = useQuery(projectsQuery);
  const { shown, show, trigger, close } = useDialog<"create">();
  return (
    <Stack>
      <PageHead title={t("projects.title")} intro={t("projects.intro")}>
        <Button ref={trigger} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show("create")}>
          {t("projects.add")}
        </Button>
      </PageHead>
      {error && !data && (
        <Instead icon={<IconPlugConnectedX size={40} />} title={t("projects.failed")} text={faultText(error)}>
          <Button onClick={() => void refetch()}>{t("projects.again")}</Button>
        </Instead>
      )}
      {!data && !error && <Waiting text={t("projects.loading")} />}
      {data && (
        <Records label={t("projects.title")} rows={data.items} columns={columns()} Menu={ProjectMenu} />
      )}
      {shown && <CreateDialog onClose={close} />}
    </Stack>
  );
}
