import { Anchor, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { HouseMark } from "../../ui/house-mark.tsx";
import { LookMenus } from "../../ui/look/look-menus.tsx";
import "./api-reference.css";
import { CallerChoice } from "./caller-choice.tsx";
import { findOperations, type Operation, type Reference, referenceQuery } from "./document.ts";
import { OperationEntry } from "./operation-entry.tsx";

/** Every route of the API, to be looked up and tried. */
export function ApiReferencePage() {
  const { data: reference } = useQuery(referenceQuery);
  const { data: signedIn } = useQuery(sessionQuery);
  const [search, setSearch] = useState("");
  const [token, setToken] = useState<string>();
  return (
    <main className="api-reference">
      <title>{`${t("apiReference.title")} · Tokenhouse`}</title>
      <Stack>
        <Group justify="space-between">
          <Anchor component={Link} to="/" c="inherit" underline="never">
            <HouseMark />
          </Anchor>
          <Group gap="xs">
            <LookMenus />
          </Group>
        </Group>
        <div className="api-reference-head">
          <Title order={1}>{t("apiReference.title")}</Title>
          <Text c="dimmed">{t("apiReference.intro")}</Text>
        </div>
        <CallerChoice email={signedIn?.user.email} token={token} onChange={setToken} />
        <TextInput
          type="search"
          label={t("apiReference.search")}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        {reference && (
          <Operations
            reference={reference}
            found={findOperations(reference.operations, search)}
            token={signedIn ? token : (token ?? "")}
          />
        )}
      </Stack>
    </main>
  );
}

interface OperationsProps {
  reference: Reference;
  found: Operation[];
  token: string | undefined;
}

function Operations({ reference, found, token }: OperationsProps) {
  const byTag = Map.groupBy(found, ({ tag }) => tag);
  return (
    <>
      <Text component="output" size="sm" c="dimmed">
        {t("apiReference.found", { count: found.length })}
      </Text>
      {[...byTag].map(([tag, operations]) => (
        <section key={tag} aria-label={tag} className="api-reference-tag">
          <Title order={2} mb="xs" lang="en">
            {tag}
          </Title>
          {operations.map((operation) => (
            <OperationEntry
              key={operation.operationId}
              operation={operation}
              schemas={reference.schemas}
              token={token}
            />
          ))}
        </section>
      ))}
    </>
  );
}
