import { Button, Divider, Stack } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { keepReturnTo } from "./return-to.ts";
import { signInQuery } from "./sign-in-query.ts";

/** The way to the identity provider, where there is one, above the way by password. */
export function IdentityButton({ returnTo }: { returnTo: string }) {
  const { data } = useQuery(signInQuery);
  const begin = useMutation({
    mutationFn: () => client.beginIdentification(),
    onSuccess({ url }) {
      keepReturnTo(returnTo);
      location.assign(url);
    },
  });
  if (!data?.identityProvider) return null;
  return (
    <Stack mb="md">
      {begin.isError && <FaultAlert>{faultText(begin.error)}</FaultAlert>}
      <Button
        fullWidth
        leftSection={<IconLogin2 size={18} aria-hidden />}
        loading={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate()}
      >
        {t("entry.identity.with", { name: data.identityProvider.name })}
      </Button>
      <Divider
        label={data.passwords === "owners" ? t("entry.identity.orOwners") : t("entry.identity.or")}
        labelPosition="center"
      />
    </Stack>
  );
}
