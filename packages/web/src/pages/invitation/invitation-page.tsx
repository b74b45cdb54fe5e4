import { Button, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TokenhouseError } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { useLinkSecret } from "../../link-secret.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { InvitationForm } from "./invitation-form.tsx";
import { words } from "./wording.ts";

export function InvitationPage() {
  const secret = useLinkSecret();
  const invitation = useQuery({
    queryKey: ["invitation", secret],
    queryFn: () => client.showInvitation({ body: { secret } }),
    enabled: secret !== "",
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

  return (
    <FrontDoor title={words.title}>
      {secret === "" && <FaultAlert>{words.incomplete}</FaultAlert>}
      {invitation.isLoading && <Loader aria-label={words.title} />}
      {invitation.isError && (
        <Stack align="start">
          <FaultAlert>{hasEnded(invitation.error) ? words.ended : faultText(invitation.error)}</FaultAlert>
          <Button component={Link} to="/signin">
            {words.signIn}
          </Button>
        </Stack>
      )}
      {invitation.data && (
        <Stack>
          <Text fw={600} className="as-typed">
            {words.welcome(invitation.data.project)}
          </Text>
          <Text>{words.help}</Text>
          <InvitationForm secret={secret} invited={invitation.data} />
        </Stack>
      )}
    </FrontDoor>
  );
}

function hasEnded(error: unknown): boolean {
  return error instanceof TokenhouseError && error.code === "not_found";
}
