import { Button, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TokenhouseError } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { useLinkSecret } from "../../link-secret.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { IdentityButton } from "../sign-in/identity-button.tsx";
import { InvitationForm } from "./invitation-form.tsx";

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
    <FrontDoor title={t("entry.invitation.title")}>
      {secret === "" && <FaultAlert>{t("entry.invitation.incomplete")}</FaultAlert>}
      {invitation.isLoading && <Loader aria-label={t("entry.invitation.title")} />}
      {invitation.isError && (
        <Stack align="start">
          <FaultAlert>
            {hasEnded(invitation.error) ? t("entry.invitation.ended") : faultText(invitation.error)}
          </FaultAlert>
          <Button component={Link} to="/signin">
            {t("entry.signIn.title")}
          </Button>
        </Stack>
      )}
      {invitation.data && (
        <Stack>
          <Text fw={600} className="as-typed">
            {t("entry.invitation.welcome", { project: invitation.data.project })}
          </Text>
          <IdentityButton returnTo="/preferences/access-tokens" />
          <Text>{t("entry.invitation.help")}</Text>
          <InvitationForm secret={secret} invited={invitation.data} />
        </Stack>
      )}
    </FrontDoor>
  );
}

function hasEnded(error: unknown): boolean {
  return error instanceof TokenhouseError && error.code === "not_found";
}
