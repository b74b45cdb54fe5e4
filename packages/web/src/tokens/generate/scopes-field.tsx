import { Group, Radio, Stack, TagsInput, type TagsInputProps } from "@mantine/core";
import type { Settings } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { areSame, EVERYTHING, readingScopes, splitScopes } from "../scopes.ts";
import type { HolderRole } from "./role-scopes.ts";
import { OWN_SCOPES, roleOpens } from "./role-scopes.ts";
import { ScopeList } from "./scope-list.tsx";

interface ScopesFieldProps extends TagsInputProps {
  catalogue: Settings["scopeCatalogue"];
  role: HolderRole;
  /** For a service account and not for oneself. */
  forAccount: boolean;
  value: string[];
  onChange: (scopes: string[]) => void;
}

type Preset = "everything" | "reading" | "own";

/** Scopes by preset or by choice: from the project's catalogue, from Tokenhouse's own, or typed freely. */
export function ScopesField({ catalogue, role, forAccount, onChange, ...input }: ScopesFieldProps) {
  const { value } = input;
  const reading = readingScopes(catalogue).filter((scope) => roleOpens(role, scope));
  const [preset, setPreset] = useState<Preset>(areSame(value, [EVERYTHING]) ? "everything" : "own");
  const choosing = preset !== "everything";

  function takePreset(wanted: Preset) {
    setPreset(wanted);
    if (wanted === "everything") onChange([EVERYTHING]);
    else if (wanted === "reading") onChange(reading);
    else onChange(value.filter((scope) => scope !== EVERYTHING));
  }
  function choose(scopes: string[]) {
    setPreset("own");
    onChange(scopes);
  }
  return (
    <Stack gap="sm">
      <Radio.Group label={t("generate.scopes.label")} value={preset} onChange={takePreset}>
        <Group gap="lg" mt={6}>
          <Radio
            value="everything"
            label={forAccount ? t("generate.scopes.everythingOfAccount") : t("generate.scopes.everything")}
          />
          {reading.length > 0 && (
            <Radio value="reading" label={t("generate.scopes.reading", { count: reading.length })} />
          )}
          <Radio value="own" label={t("generate.scopes.own")} />
        </Group>
      </Radio.Group>
      {choosing && <ScopeList catalogue={catalogue} role={role} value={value} onChange={choose} />}
      {choosing && <OtherScopes {...input} catalogue={catalogue} onChange={choose} />}
    </Stack>
  );
}

/** Scopes that stand in no list, typed or pasted. */
function OtherScopes({
  catalogue,
  value,
  onChange,
  ...input
}: Omit<ScopesFieldProps, "role" | "forAccount">) {
  const listed = new Set([...catalogue.map(({ scope }) => scope), ...Object.keys(OWN_SCOPES)]);
  const kept = value.filter((scope) => listed.has(scope));
  return (
    <TagsInput
      label={t("generate.scopes.others")}
      description={t("generate.scopes.othersHelp")}
      placeholder={t("generate.scopes.othersHint")}
      splitChars={[",", " "]}
      acceptValueOnBlur
      {...input}
      value={value.filter((scope) => !listed.has(scope))}
      onChange={(typed) => onChange([...new Set([...kept, ...splitScopes(typed)])])}
    />
  );
}
