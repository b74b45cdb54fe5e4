import { Button, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { faultText } from "../../faults.ts";
import { useLinkSecret } from "../../link-secret.ts";
import { setupQuery } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { SetupForm } from "./setup-form.tsx";
import { words } from "./wording.ts";

export function SetupPage() {
  const secret = useLinkSecret();
  const setup = useQuery(setupQuery);

  return (
    <FrontDoor title={words.title}>
      {setup.isPending && <Loader aria-label={words.title} />}
      {setup.isError && <FaultAlert>{faultText(setup.error)}</FaultAlert>}
      {setup.data?.needed === false && (
        <Stack align="start">
          <Text>{words.done}</Text>
          <Button component={Link} to="/signin">
            {words.signIn}
          </Button>
        </Stack>
      )}
      {setup.data?.needed && (
        <Stack>
          <Text>{words.intro}</Text>
          {secret === "" ? <FaultAlert>{words.secretMissing}</FaultAlert> : <SetupForm secret={secret} />}
        </Stack>
      )}
    </FrontDoor>
  );
}
