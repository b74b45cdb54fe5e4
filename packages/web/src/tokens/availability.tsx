import { IconLockDollar, IconPower } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import type { ReactNode } from "react";
import { t } from "../i18n.ts";
import { meQuery, settingsQuery } from "../queries.ts";
import { Instead } from "../ui/list/paged-list.tsx";

interface InPlanProps {
  entitlement: Operations["getMe"]["answer"]["entitlements"][number];
  children: ReactNode;
}

/** What the project's plan holds, or the word that it does not. */
export function InPlan({ entitlement, children }: InPlanProps) {
  const { data: me } = useQuery(meQuery);
  if (!me || me.entitlements.includes(entitlement)) return children;
  return (
    <Instead
      icon={<IconLockDollar size={32} />}
      title={t(`list.notInPlan.${entitlement}`)}
      text={t("list.notInPlanText")}
    />
  );
}

/** Whether the project has tokens at all, as far as is known. */
export function useTokensAvailable(): boolean {
  const { data: me } = useQuery(meQuery);
  const { data: settings } = useQuery(settingsQuery);
  return me?.entitlements.includes("accessTokens") === true && settings?.tokensEnabled === true;
}

/** Tokens, or the word that the project has none: by its plan, or because an owner has switched them off. */
export function TokensAvailable({ children }: { children: ReactNode }) {
  const { data: settings } = useQuery(settingsQuery);
  return (
    <InPlan entitlement="accessTokens">
      {settings?.tokensEnabled === false ? (
        <Instead icon={<IconPower size={32} />} title={t("list.off")} text={t("list.offText")} />
      ) : (
        children
      )}
    </InPlan>
  );
}
