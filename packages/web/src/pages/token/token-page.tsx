import { Anchor, Box, Button, Code, Group, Stack, Title } from "@mantine/core";
import { IconArrowLeft, IconKeyOff, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type Token, TokenhouseError } from "@tokenhouse/sdk/client";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { isSoon } from "../../lifetime.ts";
import { TokensAvailable } from "../../tokens/availability.tsx";
import { RowMenu } from "../../tokens/changes/row-menu.tsx";
import { Instead, Waiting } from "../../ui/list/paged-list.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useNow } from "../../ui/use-now.ts";
import { AddressesSection } from "./addresses-section.tsx";
import { FactsSection } from "./facts-section.tsx";
import { HistorySection } from "./history-section.tsx";
import { tokenQuery } from "./queries.ts";
import { SnippetsSection } from "./snippets-section.tsx";
import { StateNotice } from "./state-notice.tsx";
import { UsageSection } from "./usage-section.tsx";
import { VersionsSection } from "./versions-section.tsx";

const route = getRouteApi("/signed-in/tokens/$id");

/** Everything known of one token. */
export function TokenPage() {
  const { id } = route.useParams();
  return (
    <Stack>
      <BackLink />
      <TokensAvailable>
        <TokenOr404 key={id} id={id} />
      </TokensAvailable>
    </Stack>
  );
}

/** Back to where one came from, with its filters. */
function BackLink() {
  const { cameFrom } = route.useRouteContext();
  return (
    <Anchor
      size="sm"
      me="auto"
      renderRoot={(props) => (
        <Link to={cameFrom.pathname as "/"} search={cameFrom.search as never} {...props} />
      )}
    >
      <Group gap={4} component="span">
        <IconArrowLeft size={16} aria-hidden className="turns" />
        {t(`shell.${cameFrom.name}`)}
      </Group>
    </Anchor>
  );
}

function TokenOr404({ id }: { id: string }) {
  const token = useQuery(tokenQuery(id));
  if (token.data && !isMissing(token.error)) return <Known token={token.data} />;
  return (
    <>
      <title>{`${t("token.title")} · Tokenhouse`}</title>
      <Title order={1}>{t("token.title")}</Title>
      <NoToken {...token} />
    </>
  );
}

/** What there is to say while the token is not there, or never will be. */
function NoToken({ data, isPending, error, refetch }: UseQueryResult<Token>) {
  if (isPending) return <Waiting text={t("token.loading")} />;
  if (!isMissing(error)) {
    return (
      <Instead icon={<IconPlugConnectedX size={40} />} title={t("token.failed")} text={faultText(error)}>
        <Button onClick={() => void refetch()}>{t("token.again")}</Button>
      </Instead>
    );
  }
  return (
    <Instead
      icon={<IconKeyOff size={40} />}
      title={data ? t("token.gone") : t("token.missing")}
      text={data ? t("token.goneText") : t("token.missingText")}
    >
      <Button component={Link} to="/">
        {t("token.home")}
      </Button>
    </Instead>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof TokenhouseError && error.status === 404;
}

function Known({ token }: { token: Token }) {
  const { id } = token;
  return (
    <>
      <TokenHead token={token} />
      <StateNotice token={token} />
      <FactsSection token={token} />
      <div className="token-columns">
        <UsageSection id={id} />
        <AddressesSection id={id} />
        <SnippetsSection />
        <VersionsSection id={id} />
      </div>
      <HistorySection id={id} />
    </>
  );
}

function TokenHead({ token }: { token: Token }) {
  const nowMs = useNow();
  const { name, hint, status, expiresAt } = token;
  return (
    <Group justify="space-between" align="start" wrap="nowrap">
      <title>{`${name} · Tokenhouse`}</title>
      <Box miw={0}>
        <Title order={1} className="as-typed">
          {name}
        </Title>
        <Group gap="xs" mt={6}>
          <StatusBadge status={status} />
          {status === "active" && isSoon(expiresAt, nowMs) && <StatusBadge status="soon" />}
          <Code className="as-typed">{hint}</Code>
        </Group>
      </Box>
      <RowMenu row={token} />
    </Group>
  );
}
