import "../../people/people.css";
import { Group, Text } from "@mantine/core";
import { IconBan, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Member, Operations, Settings } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { meQuery, settingsQuery } from "../../queries.ts";

/** Whether somebody may have tokens, and why. */
export function TokenAccess({ member }: { member: Member }) {
  const { data: settings } = useQuery(settingsQuery);
  const { data: me } = useQuery(meQuery);
  const Icon = member.mayGenerate ? IconCheck : IconBan;
  return (
    <Group gap={6} wrap="nowrap" align="start">
      <Icon size={16} aria-hidden className={member.mayGenerate ? "may" : "may-not"} />
      <div>
        <Text span display="block" size="sm">
          {member.mayGenerate ? t("members.mayGenerate") : t("members.mayNotGenerate")}
        </Text>
        <Text span display="block" size="xs" c="dimmed">
          {t(`members.reasons.${reasonOf(member, settings, me)}`)}
        </Text>
      </div>
    </Group>
  );
}

/** What decides: the first of these that says anything. */
export function reasonOf(
  { active, asked, tokenAccess, role, mayGenerate }: Member,
  settings: Settings | undefined,
  me: Pick<Operations["getMe"]["answer"], "entitlements"> | undefined,
) {
  if (asked) return "asks";
  if (!active) return "deactivated";
  if (me?.entitlements.includes("accessTokens") === false) return "notInPlan";
  if (settings?.tokensEnabled === false) return "switchedOff";
  if (tokenAccess !== "inherit") return tokenAccess;
  if (role !== "member") return "byRole";
  return mayGenerate ? "bySettings" : "notBySettings";
}
