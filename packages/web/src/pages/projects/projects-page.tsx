import { Button, Stack } from "@mantine/core";
import { IconPlugConnectedX, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { faultText } from "../../faults.ts";
import { sessionQuery } from "../../queries.ts";
import { NotForYou } from "../../ui/not-for-you.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/paged-list.tsx";
import { Records } from "../../ui/records.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { COLUMNS } from "./columns.tsx";
import { projectsQuery } from "./project-changes.ts";
import { CreateDialog } from "./project-dialogs.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { words } from "./wording.ts";

/** For whoever runs the installation; says to everybody else that it is not for them. */
export function ProjectsPage() {
  const { data: signedIn } = useQuery(sessionQuery);
  if (signedIn?.operator) return <Projects />;
  return <NotForYou text={words.notForYou} />;
}

function Projects() {
  const { data, error } = useQuery(projectsQuery);
  const { shown, show, trigger, close } = useDialog<"create">();
  return (
    <Stack maw={1760} mx="auto">
      <PageHead title={words.title} intro={words.intro}>
        <Button ref={trigger} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show("create")}>
          {words.add}
        </Button>
      </PageHead>
      {error && (
        <Instead icon={<IconPlugConnectedX size={40} />} title={words.failed} text={faultText(error)} />
      )}
      {!data && !error && <Waiting text={words.loading} />}
      {data && <Records label={words.title} rows={data.items} columns={COLUMNS} Menu={ProjectMenu} />}
      {shown && <CreateDialog onClose={close} />}
    </Stack>
  );
}
