import { Alert, Button, Group, Text } from "@mantine/core";
import { IconBan, IconClockX, IconHourglass } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { localTime, longTime, relativeTime } from "../../time.ts";
import { useTokenChange } from "../../tokens/changes/token-changes.ts";
import { actionsOn } from "../../tokens/changes/token-rights.ts";
import { useNow } from "../../ui/use-now.ts";
import { Countdown } from "./countdown.tsx";

/** What of a token's state asks for attention: it is over, or an old value of it still works. */
export function StateNotice({ token }: { token: Token }) {
  const nowMs = useNow();
  const { status, expiresAt, revokedAt, revokeReason, overlapEndsAt } = token;
  return (
    <>
      {status === "expired" && expiresAt !== null && (
        <Alert
          color="red"
          icon={<IconClockX aria-hidden />}
          title={t("token.state.expired", { when: relativeTime(expiresAt, nowMs) })}
        >
          {t("token.state.expiredText", { time: longTime(expiresAt) })}
        </Alert>
      )}
      {status === "revoked" && revokedAt !== null && (
        <Alert
          color="orange"
          icon={<IconBan aria-hidden />}
          title={t("token.state.revoked", { when: relativeTime(revokedAt, nowMs) })}
        >
          <Text size="sm">{t("token.state.revokedText", { time: longTime(revokedAt) })}</Text>
          {revokeReason !== null && (
            <Text size="sm" className="as-typed">
              {t("token.state.reason", { reason: revokeReason })}
            </Text>
          )}
        </Alert>
      )}
      {overlapEndsAt !== null && <OverlapNotice token={token} until={overlapEndsAt} />}
    </>
  );
}

function OverlapNotice({ token, until }: { token: Token; until: string }) {
  const { data: signedIn } = useQuery(sessionQuery);
  const change = useTokenChange(token);
  const mayEnd = actionsOn(token, signedIn?.user.id).includes("endOverlap");
  return (
    <Alert color="blue" icon={<IconHourglass aria-hidden />} title={t("token.state.rotating")}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 240px">
          {t("list.oldValueUntil", { time: localTime(until) })}{" "}
          <Countdown until={until} label={t("token.state.left")} />
        </Text>
        {mayEnd && (
          <Button variant="default" loading={change.isPending} onClick={() => change.mutate("endOverlap")}>
            {t("changes.endOverlap")}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
