import { Code, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import type { ReactNode } from "react";
import { t } from "../../i18n.ts";
import { ServiceAccountLink } from "../../people/service-account-link.tsx";
import { sessionQuery, settingsQuery } from "../../queries.ts";
import { Instant } from "../../ui/instant.tsx";
import { useNow } from "../../ui/use-now.ts";
import { rateLimitText } from "../../tokens/rate-limit.ts";
import { TokenId } from "../../tokens/token-id.tsx";
import { Section } from "./section.tsx";
import { UsedBy } from "./used-by.tsx";

/** Everything that is known of a token itself. */
export function FactsSection({ token }: { token: Token }) {
  const nowMs = useNow();
  const { kind, createdBy, createdAt, expiresAt, lastUsedAt, lastUsedIp, version, id, description } = token;
  return (
    <Section title={t("token.facts.title")}>
      <dl className="facts tells-exact">
        {description !== "" && (
          <Fact title={t("list.column.description")} wide>
            <Text size="sm" className="as-typed as-written">
              {description}
            </Text>
          </Fact>
        )}
        <Fact title={t("list.column.kind")}>{t(`list.kinds.${kind}`)}</Fact>
        <Fact title={t("list.column.holder")}>
          <Holder token={token} />
        </Fact>
        <Fact title={t("list.column.created")}>
          <Instant at={createdAt} nowMs={nowMs} />
          <Quiet>{t("token.facts.by", { name: createdBy.name })}</Quiet>
        </Fact>
        <Fact title={t("list.column.expires")}>
          {expiresAt === null ? t("list.never") : <Instant at={expiresAt} nowMs={nowMs} />}
        </Fact>
        <Fact title={t("list.column.lastUsed")}>
          {lastUsedAt === null ? t("list.neverUsed") : <Instant at={lastUsedAt} nowMs={nowMs} />}
          {lastUsedIp !== null && <Quiet>{t("list.from", { address: lastUsedIp })}</Quiet>}
          <UsedBy userAgent={token.lastUsedUserAgent} verifier={token.lastUsedBy} />
        </Fact>
        <Fact title={t("token.facts.version")}>{version}</Fact>
        <Fact title={t("token.facts.addresses")}>
          <Addresses rules={token.ipAllowList} />
        </Fact>
        <Fact title={t("token.facts.rateLimit")}>
          {token.rateLimit === null ? t("token.facts.noRateLimit") : rateLimitText(token.rateLimit)}
        </Fact>
        <Fact title={t("list.column.scopes")} wide>
          <Scopes scopes={token.scopes} />
        </Fact>
        <Fact title={t("list.column.tokenId")} wide>
          <TokenId id={id} />
        </Fact>
      </dl>
    </Section>
  );
}

function Fact({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? "facts-wide" : undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return (
    <Text span display="block" size="xs" c="dimmed" className="as-typed">
      {children}
    </Text>
  );
}

function Holder({ token: { holder } }: { token: Token }) {
  const { data: signedIn } = useQuery(sessionQuery);
  const role = signedIn?.project?.role;
  const isAdministrator = role === "owner" || role === "admin";
  return (
    <>
      {holder.type === "serviceAccount" && isAdministrator ? (
        <ServiceAccountLink account={holder} />
      ) : (
        <span className="as-typed">{holder.name}</span>
      )}
      {holder.email !== null && holder.email !== holder.name && <Quiet>{holder.email}</Quiet>}
    </>
  );
}

function Addresses({ rules }: { rules: readonly string[] }) {
  if (rules.length === 0) return t("token.facts.anywhere");
  return (
    <Group gap={4}>
      {rules.map((rule) => (
        <Code key={rule} className="as-typed">
          {rule}
        </Code>
      ))}
    </Group>
  );
}

/** Each scope with what the project's catalogue says of it. */
function Scopes({ scopes }: { scopes: readonly string[] }) {
  const { data: settings } = useQuery(settingsQuery);
  const catalogue = new Map(settings?.scopeCatalogue.map(({ scope, description }) => [scope, description]));
  const meaningOf = (scope: string) => (scope === "*" ? t("token.facts.everything") : catalogue.get(scope));
  return (
    <ul className="plain-list facts-scopes">
      {scopes.map((scope) => (
        <li key={scope}>
          <Code className="as-typed">{scope}</Code>
          <Text span size="sm" c="dimmed" className="as-typed">
            {meaningOf(scope)}
          </Text>
        </li>
      ))}
    </ul>
  );
}
