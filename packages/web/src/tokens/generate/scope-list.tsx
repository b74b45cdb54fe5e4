import { Checkbox, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { Settings } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { isFarReaching } from "../scopes.ts";
import { FarReaching } from "./far-reaching.tsx";
import type { HolderRole } from "./role-scopes.ts";
import { OWN_SCOPES, roleOpens } from "./role-scopes.ts";

interface ScopeListProps {
  catalogue: Settings["scopeCatalogue"];
  role: HolderRole;
  value: string[];
  onChange: (scopes: string[]) => void;
}

/** The known scopes with what each is for, to be searched and ticked. */
export function ScopeList({ catalogue, role, value, onChange }: ScopeListProps) {
  const [search, setSearch] = useState("");
  const groups = groupsOf(catalogue).map(({ title, scopes }) => ({
    title,
    scopes: scopes.filter((entry) => isFound(entry, search)),
  }));
  const found = groups.filter(({ scopes }) => scopes.length > 0);
  function toggle(scope: string, chosen: boolean) {
    onChange(chosen ? [...value, scope] : value.filter((other) => other !== scope));
  }
  return (
    <div className="scope-list">
      <TextInput
        type="search"
        variant="unstyled"
        className="scope-search"
        leftSection={<IconSearch size={16} aria-hidden />}
        aria-label={t("generate.scopes.search")}
        placeholder={t("generate.scopes.search")}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        // Enter looks for scopes; it does not send the form.
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      />
      <div className="scope-choices">
        {found.map(({ title, scopes }) => (
          <fieldset key={title} className="plain-fieldset">
            <Text component="legend" size="xs" c="dimmed" fw={600}>
              {title}
            </Text>
            <Stack gap={8}>
              {scopes.map((entry) => (
                <ScopeChoice
                  key={entry.scope}
                  {...entry}
                  opened={roleOpens(role, entry.scope)}
                  chosen={value.includes(entry.scope)}
                  onToggle={toggle}
                />
              ))}
            </Stack>
          </fieldset>
        ))}
        <Text component="output" size="sm" c="dimmed" display={found.length > 0 ? "none" : "block"}>
          {found.length > 0 ? "" : t("generate.scopes.noneFound")}
        </Text>
      </div>
    </div>
  );
}

interface ScopeChoiceProps {
  scope: string;
  description: string;
  /** Whether the holder's role opens it. */
  opened: boolean;
  chosen: boolean;
  onToggle: (scope: string, chosen: boolean) => void;
}

function ScopeChoice({ scope, description, opened, chosen, onToggle }: ScopeChoiceProps) {
  return (
    <Checkbox
      checked={chosen}
      disabled={!opened && !chosen}
      onChange={({ currentTarget }) => onToggle(scope, currentTarget.checked)}
      label={
        <Group component="span" gap={8}>
          <Code>{scope}</Code>
          {isFarReaching(scope) && <FarReaching />}
          <span>{description}</span>
        </Group>
      }
      {...(!opened && { description: t("generate.scopes.notYours") })}
    />
  );
}

function groupsOf(catalogue: Settings["scopeCatalogue"]) {
  const known = new Set(catalogue.map(({ scope }) => scope));
  const own = Object.entries(OWN_SCOPES)
    .filter(([scope]) => !known.has(scope))
    .map(([scope, key]) => ({ scope, description: t(`generate.ownScopes.${key}`) }));
  return [
    { title: t("generate.scopes.ofProject"), scopes: catalogue },
    { title: t("generate.scopes.ofTokenhouse"), scopes: own },
  ];
}

function isFound({ scope, description }: { scope: string; description: string }, search: string): boolean {
  return `${scope} ${description}`.toLowerCase().includes(search.trim().toLowerCase());
}
