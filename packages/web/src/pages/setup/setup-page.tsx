import { Button, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { useLinkSecret } from "../../link-secret.ts";
import { setupQuery } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { SetupForm } from "./setup-form.tsx";

export function SetupPage() {
  const secret = useLinkSecret();
  const setup = useQuery(setupQuery);

  return (
    <FrontDoor title={t("entry.setup.title")}>
      {setup.isPending && <Loader aria-label={t("entry.setup.title")} />}
      {setup.isError && <FaultAlert>{faultText(setup.error)}</FaultAlert>}
      {setup.data?.needed === false && (
        <Stack align="start">
          <Text>{t("entry.setup.done")}</Text>
          <Button component={Link} to="/signin">
            {t("entry.signIn.title")}
          </Button>
        </Stack>
      )}
      {setup.data?.needed && (
        <Stack>
          <Text>{t("entry.setup.intro")}</Text>
          {secret === "" ? (
            <FaultAlert>{t("entry.setup.secretMissing")}</FaultAlert>
          ) : (
            <SetupForm secret={secret} />
          )}
        </Stack>
      )}
    </FrontDoor>
  );
}
