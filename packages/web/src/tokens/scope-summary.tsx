import { Code, Group, List, Stack, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { Settings } from "@tokenhouse/sdk/client";
import { t } from "../i18n.ts";
import { FarReaching } from "./far-reaching.tsx";
import type { HolderRole } from "./role-scopes.ts";
import { OWN_SCOPES, roleOpens } from "./role-scopes.ts";
import { EVERYTHING, isFarReaching, isScope } from "./scopes.ts";

interface ScopeSummaryProps {
  scopes: readonly string[];
  catalogue: Settings["scopeCatalogue"];
  role: HolderRole;
  /** Somebody else's: a service account's. */
  forAccount: boolean;
}

/** In plain words what the token will be able to do. */
export function ScopeSummary({ scopes, catalogue, role, forAccount }: ScopeSummaryProps) {
  const chosen = scopes.filter(isScope);
  return (
    <Stack gap={6} className="summary" role="group" aria-labelledby="summary-title">
      <Text id="summary-title" size="sm" fw={600}>
        {t("generate.summary.title")}
      </Text>
      {chosen.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("generate.summary.nothing")}
        </Text>
      )}
      <List size="sm" spacing={4} listStyleType="none" center={false}>
        {chosen.map((scope) => {
          const opened = roleOpens(role, scope);
          const Icon = opened ? IconCheck : IconX;
          return (
            <List.Item key={scope} icon={<Icon size={16} aria-hidden />}>
              <Group component="span" gap={8}>
                <span>{meaningOf(scope, catalogue, forAccount)}</span>
                {scope !== EVERYTHING && <Code>{scope}</Code>}
                {isFarReaching(scope) && <FarReaching />}
                {!opened && (
                  <Text span inherit c="var(--mantine-color-error)">
                    {t("generate.summary.notOpened")}
                  </Text>
                )}
              </Group>
            </List.Item>
          );
        })}
      </List>
    </Stack>
  );
}

function meaningOf(scope: string, catalogue: Settings["scopeCatalogue"], forAccount: boolean): string {
  if (scope === EVERYTHING) {
    return forAccount ? t("generate.summary.everythingOfAccount") : t("generate.summary.everything");
  }
  const [name = "", verb = "", resource] = scope.split(":", 3);
  const known = descriptionOf(scope, catalogue) ?? descriptionOf(`${name}:${verb}`, catalogue);
  const meaning =
    known ?? (verb === "*" ? t("generate.summary.allOf", { name }) : t("generate.summary.unlisted"));
  if (resource === undefined || descriptionOf(scope, catalogue)) return meaning;
  return t("generate.summary.onlyFor", { meaning: meaning.replace(/\.$/, ""), resource });
}

function descriptionOf(scope: string, catalogue: Settings["scopeCatalogue"]): string | undefined {
  const listed = catalogue.find((entry) => entry.scope === scope)?.description;
  if (listed) return listed;
  const own = Object.entries(OWN_SCOPES).find(([known]) => known === scope);
  return own && t(`generate.ownScopes.${own[1]}`);
}
