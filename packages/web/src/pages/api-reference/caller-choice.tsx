import { PasswordInput, Radio, Stack } from "@mantine/core";
import { t } from "../../i18n.ts";

interface CallerChoiceProps {
  /** Of whoever is signed in here. */
  email: string | undefined;
  /** Undefined = as whoever is signed in. */
  token: string | undefined;
  onChange: (token: string | undefined) => void;
}

/** As whom routes are tried. A token stays in this window's memory, and is gone with it. */
export function CallerChoice({ email, token, onChange }: CallerChoiceProps) {
  const byToken = token !== undefined || email === undefined;
  return (
    <Stack gap="xs">
      {email !== undefined && (
        <Radio.Group
          label={t("apiReference.tryAs")}
          value={byToken ? "token" : "session"}
          onChange={(chosen) => onChange(chosen === "token" ? "" : undefined)}
        >
          <Stack gap={4} mt={4}>
            <Radio value="session" label={email} />
            <Radio value="token" label={t("apiReference.withToken")} />
          </Stack>
        </Radio.Group>
      )}
      {byToken && (
        <PasswordInput
          label={t("apiReference.token")}
          description={t("apiReference.tokenHelp")}
          value={token ?? ""}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Stack>
  );
}
