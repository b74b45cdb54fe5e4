import { Button, Group, Text } from "@mantine/core";
import { IconDownload, IconRosetteDiscountCheck, IconShieldX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n.ts";
import { longTime } from "../../time.ts";
import { saveFile } from "../../ui/save-file.ts";
import { type Seal as SealOf, sealQuery } from "./seal-query.ts";

const LOOKS = {
  first: { colour: "green", Icon: IconRosetteDiscountCheck },
  agrees: { colour: "green", Icon: IconRosetteDiscountCheck },
  unchecked: { colour: "dimmed", Icon: IconRosetteDiscountCheck },
  differs: { colour: "red", Icon: IconShieldX },
} as const;

/** How many hexadecimal digits tell two heads apart at a glance. */
const DIGITS_SHOWN = 16;

/** That the log is sealed, whether it has only grown since this browser saw it, and its head to keep. */
export function Seal() {
  const { data } = useQuery(sealQuery);
  if (!data) return undefined;
  const { head, state } = data;
  const { colour, Icon } = LOOKS[state];
  const { size, rootHash, checkpoint } = head;
  return (
    <Group component="section" aria-label={t("audit.seal.title")} gap="sm">
      <Group gap="sm" wrap="nowrap" align="start" role={state === "differs" ? "alert" : undefined}>
        <Text span c={colour} className="whole">
          <Icon size={24} aria-hidden />
        </Text>
        <div>
          <Text size="sm">{toldOf(data)}</Text>
          <Text size="xs" c="dimmed">
            {t("audit.seal.head", { count: size })}{" "}
            <code title={rootHash}>{rootHash.slice(0, DIGITS_SHOWN)}…</code>
          </Text>
        </div>
      </Group>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => saveFile(`audit-log-head-${size}.txt`, checkpoint, "text/plain")}
      >
        {t("audit.seal.save")}
      </Button>
    </Group>
  );
}

function toldOf({ state, seen }: SealOf): string {
  const when = seen ? longTime(seen.at) : "";
  return t(`audit.seal.states.${state}`, { count: seen?.size ?? 0, when });
}
