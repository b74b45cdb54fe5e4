import { Anchor, Loader, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { client, enter } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { takeReturnTo } from "./return-to.ts";

/** What the identity provider has sent along is good once: it leaves the address and is asked about a single time. */
const returnQuery = queryOptions({
  queryKey: ["identity-return"],
  async queryFn() {
    const answer = location.search;
    history.replaceState(history.state, "", location.pathname);
    const { session, connecting } = await client.signInWithIdentity({ body: { answer } });
    if (session) startAfresh(enter(session));
    return { isSignedIn: session !== null, connecting };
  },
  retry: false,
  staleTime: Infinity,
  gcTime: 0,
});

/** Where the identity provider sends people back to. */
export function ReturnPage() {
  const router = useRouter();
  const { data, error } = useQuery(returnQuery);
  const isSignedIn = data?.isSignedIn === true;
  useEffect(() => {
    if (isSignedIn) void router.navigate({ href: takeReturnTo(), replace: true });
  }, [isSignedIn, router]);
  if (data?.connecting) {
    return (
      <FrontDoor title={t("entry.identity.connect")}>
        <ConnectForm connecting={data.connecting} />
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title={t("entry.signIn.title")}>
      {error ? (
        <Stack>
          <FaultAlert>{faultText(error)}</FaultAlert>
          <Anchor component={Link} to="/signin">
            {t("entry.identity.again")}
          </Anchor>
        </Stack>
      ) : (
        <Stack component="output" align="center">
          <Loader aria-hidden />
          <Text>{t("entry.identity.underWay")}</Text>
        </Stack>
      )}
    </FrontDoor>
  );
}
