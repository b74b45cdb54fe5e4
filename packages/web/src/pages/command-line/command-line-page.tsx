import { Button, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { chooseProject, client, type SignedIn } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { answerAddress, type LoginRequest } from "./request.ts";

const route = getRouteApi("/command-line");

/** As much of the challenge as people compare. */
const COMPARED = 6;

/** Whether a command line may have a token in one's name. */
export function CommandLinePage() {
  const request = route.useLoaderData();
  const { data: signedIn } = useQuery(sessionQuery);
  return (
    <FrontDoor title={t("commandLine.title")}>
      {request && signedIn && <Question request={request} signedIn={signedIn} />}
      {!request && <FaultAlert>{t("commandLine.incomplete")}</FaultAlert>}
    </FrontDoor>
  );
}

function Question({ request, signedIn }: { request: LoginRequest; signedIn: SignedIn }) {
  const { challenge, name, lifetimeDays } = request;
  const { projects, user } = signedIn;
  const [slug, setSlug] = useState(request.project ?? signedIn.project?.slug);
  const project = projects.find((one) => one.slug === slug);
  const agree = useMutation({
    mutationFn: async () => {
      if (project) chooseProject(signedIn, project);
      return client.issueLoginCode({ body: { challenge, name, lifetimeDays } });
    },
    onSuccess: ({ code }) => location.replace(answerAddress(request, code)),
  });
  return (
    <Stack>
      {agree.isError && <FaultAlert>{faultText(agree.error)}</FaultAlert>}
      <Text>{t("commandLine.asks", { email: user.email })}</Text>
      <Text>{t("commandLine.compare")}</Text>
      <Text ff="monospace" fz={24} fw={700} ta="center">
        {challenge.slice(0, COMPARED)}
      </Text>
      <NativeSelect
        label={t("shell.project")}
        value={project?.slug ?? ""}
        data={[
          ...(project ? [] : [{ value: "", label: "" }]),
          ...projects.map((one) => ({ value: one.slug, label: one.name })),
        ]}
        onChange={({ currentTarget }) => setSlug(currentTarget.value)}
      />
      <Text className="as-typed">{t("commandLine.token", { name, count: lifetimeDays })}</Text>
      <Text c="dimmed" size="sm">
        {t("commandLine.help")}
      </Text>
      <Stack gap="xs">
        <Button
          fullWidth
          disabled={!project}
          loading={agree.isPending || agree.isSuccess}
          onClick={() => agree.mutate()}
        >
          {t("commandLine.agree")}
        </Button>
        <Button fullWidth variant="default" onClick={() => location.replace(answerAddress(request))}>
          {t("commandLine.decline")}
        </Button>
      </Stack>
    </Stack>
  );
}
