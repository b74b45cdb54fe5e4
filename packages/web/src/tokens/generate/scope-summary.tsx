import { Code, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { RateLimit, Settings } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { rateLimitText } from "../rate-limit.ts";
import { EVERYTHING, isFarReaching, isScope } from "../scopes.ts";
import { FarReaching } from "./far-reaching.tsx";
import { OpenedCalls } from "./opened-calls.tsx";
import type { HolderRole } from "./role-scopes.ts";
import { OWN_SCOPES, roleOpens } from "./role-scopes.ts";

interface ScopeSummaryProps {
  scopes: readonly string[];
  catalogue: Settings["scopeCatalogue"];
  role: HolderRole;
  /** Somebody else's: a service account's. */
  forAccount: boolean;
  rateLimit: RateLimit | null;
}

/** In plain words what the token will be able to do. */
export function ScopeSummary({ scopes, catalogue, role, forAccount, rateLimit }: ScopeSummaryProps) {
  const chosen = scopes.filter(isScope);
  return (
    <Stack gap={6} component="section" className="summary" aria-labelledby="summary-title">
      <Text id="summary-title" size="sm" fw={600}>
        {t("generate.summary.title")}
      </Text>
      {chosen.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("generate.summary.nothing")}
        </Text>
      )}
      {chosen.length > 0 && (
        <ul className="plain-list">
          {chosen.map((scope) => (
            <Ability
              key={scope}
              scope={scope}
              meaning={meaningOf(scope, catalogue, forAccount)}
              opened={roleOpens(role, scope)}
            />
          ))}
        </ul>
      )}
      {rateLimit && <Text size="sm">{t("generate.summary.limit", { limit: rateLimitText(rateLimit) })}</Text>}
      {!forAccount && chosen.length > 0 && <OpenedCalls scopes={chosen} />}
    </Stack>
  );
}

function Ability({ scope, meaning, opened }: { scope: string; meaning: string; opened: boolean }) {
  const Icon = opened ? IconCheck : IconX;
  return (
    <Group component="li" gap={8} wrap="nowrap" align="start">
      <Icon size={16} className="beside-text" aria-hidden />
      <Group component="span" gap={8} fz="sm">
        <span className="as-typed">{meaning}</span>
        {scope !== EVERYTHING && <Code className="as-typed">{scope}</Code>}
        {isFarReaching(scope) && <FarReaching />}
        {!opened && (
          <Text span inherit c="var(--mantine-color-error)">
            {t("generate.summary.notOpened")}
          </Text>
        )}
      </Group>
    </Group>
  );
}

function meaningOf(scope: string, catalogue: Settings["scopeCatalogue"], forAccount: boolean): string {
  if (scope === EVERYTHING) {
    return forAccount ? t("generate.summary.everythingOfAccount") : t("generate.summary.everything");
  }
  const exact = descriptionOf(scope, catalogue);
  if (exact !== undefined) return exact;
  const [name = "", verb = "", resource] = scope.split(":", 3);
  const general =
    descriptionOf(`${name}:${verb}`, catalogue) ??
    (verb === "*" ? t("generate.summary.allOf", { name }) : undefined);
  if (general === undefined) return t("generate.summary.unlisted");
  if (resource === undefined) return general;
  return t("generate.summary.onlyFor", { meaning: general.replace(/\.$/, ""), resource });
}

function descriptionOf(scope: string, catalogue: Settings["scopeCatalogue"]): string | undefined {
  const listed = catalogue.find((entry) => entry.scope === scope)?.description;
  if (listed) return listed;
  const own = Object.entries(OWN_SCOPES).find(([known]) => known === scope);
  return own && t(`generate.ownScopes.${own[1]}`);
}
