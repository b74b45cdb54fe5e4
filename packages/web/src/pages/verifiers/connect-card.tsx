import { Anchor, Card, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { address } from "../../api.ts";
import { t } from "../../i18n.ts";
import { CopyLines } from "../../ui/copy-lines.tsx";

const LINES = `import { createVerifier } from "@tokenhouse/sdk";

export const verifier = await createVerifier({
  url: "${address}",
  token: process.env["TOKENHOUSE_TOKEN"] ?? "",
  name: "my api",
});`;

/** How the first API comes to stand here. */
export function ConnectCard() {
  return (
    <Card component="section" aria-label={t("verifiers.connect.title")} className="quiet-card" withBorder>
      <Title order={2} size="h3" mb="xs">
        {t("verifiers.connect.title")}
      </Title>
      <Text size="sm" mb="xs">
        {t("verifiers.connect.token")}{" "}
        <Anchor
          inherit
          underline="always"
          renderRoot={(props) => <Link to="/project/service-accounts" {...props} />}
        >
          {t("verifiers.connect.toServiceAccounts")}
        </Anchor>
      </Text>
      <Text size="sm" mb="sm">
        {t("verifiers.connect.lines")}
      </Text>
      <CopyLines lines={LINES} copy={t("verifiers.connect.copy")} />
    </Card>
  );
}
