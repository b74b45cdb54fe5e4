import { Alert, Button, Checkbox, Divider, Group, Stack, Tabs, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload, IconHistory, IconShieldLock } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { address } from "../../api.ts";
import { t } from "../../i18n.ts";
import { receiptText } from "../../receipt.ts";
import { longTime } from "../../time.ts";
import { copyText } from "../../ui/clipboard.ts";
import { saveFile } from "../../ui/save-file.ts";
import type { Issued } from "./issued.ts";
import { LeaveQuestion } from "./leave-question.tsx";
import { TokenTrial } from "./token-trial.tsx";
import { ValueLines } from "./value-lines.tsx";
import { masked, plainName, type Way, WAYS } from "./ways.ts";

interface ShownOnceProps {
  issued: Issued;
  stored: boolean;
  onStored: (stored: boolean) => void;
  leaving: boolean;
  onStay: () => void;
  onClose: () => void;
}

/** The only showing of a value, masked until asked for, with the lines that use it. */
export function ShownOnce({ issued, stored, onStored, leaving, onStay, onClose }: ShownOnceProps) {
  const [shown, setShown] = useState<Way["id"]>("token");
  const [revealed, setRevealed] = useState(false);
  const [said, setSaid] = useState("");
  const copyButton = useRef<HTMLButtonElement>(null);
  const lines = useRef<HTMLTextAreaElement>(null);
  // What was focused went with the form, or with the question.
  useEffect(() => {
    if (!leaving) copyButton.current?.focus();
  }, [leaving]);
  if (leaving) return <LeaveQuestion onStay={onStay} onLeave={onClose} />;

  const { value, token } = issued;
  const fill = { value, url: address, name: token.name };
  function taken(way: Way, text: string) {
    setSaid(way.holdsValue ? text : t("shown.copiedWithout"));
    if (way.holdsValue) onStored(true);
  }
  async function copy(way: Way) {
    if (await copyText(way.lines(fill))) return taken(way, t("shown.copied"));
    // By hand then: what is selected is copied whole.
    lines.current?.focus();
    setSaid(t("shown.notCopied"));
  }
  function save(way: Way, ending: string) {
    saveFile(`${plainName(token.name)}${ending}`, `${way.lines(fill)}\n`, "text/plain");
    taken(way, t("shown.saved"));
  }
  return (
    <Stack>
      <Alert color="yellow" variant="light" icon={<IconShieldLock aria-hidden />}>
        {t("shown.warning")}
      </Alert>
      <OldValue issued={issued} />
      <Stack gap={8}>
        <Tabs
          value={shown}
          keepMounted={false}
          onChange={(way) => {
            setShown(way as Way["id"]);
            setSaid("");
          }}
        >
          <Tabs.List mb="sm">
            {WAYS.map(({ id }) => (
              <Tabs.Tab key={id} value={id}>
                {t(`shown.ways.${id}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {WAYS.map((way) => (
            <Tabs.Panel key={way.id} value={way.id}>
              <ValueLines
                help={t(`shown.help.${way.id}`)}
                lines={way.lines(fill)}
                maskedLines={way.holdsValue ? way.lines({ ...fill, value: masked(value) }) : undefined}
                revealed={revealed}
                onReveal={() => setRevealed(!revealed)}
                onCopied={() => taken(way, t("shown.copied"))}
                field={lines}
              />
              <Group mt="sm" gap="xs">
                <Button
                  flex="3 1 240px"
                  ref={copyButton}
                  variant={stored ? "default" : "filled"}
                  leftSection={<IconCopy size={18} aria-hidden />}
                  onClick={() => void copy(way)}
                >
                  {way.id === "token"
                    ? t("shown.copy")
                    : t("shown.copyLines", { what: t(`shown.ways.${way.id}`) })}
                </Button>
                {way.file !== undefined && (
                  <SaveButton ending={way.file} onSave={(ending) => save(way, ending)} />
                )}
              </Group>
            </Tabs.Panel>
          ))}
        </Tabs>
        <Text component="output" display="block" size="sm" mih={20} fw={600}>
          {said}
        </Text>
      </Stack>
      <TokenTrial value={value} />
      <Divider />
      <Group justify="space-between">
        <Checkbox
          label={t("shown.stored")}
          checked={stored}
          onChange={({ currentTarget }) => onStored(currentTarget.checked)}
        />
        <Button
          variant={stored ? "filled" : "default"}
          disabled={!stored}
          leftSection={<IconCheck size={18} aria-hidden />}
          onClick={onClose}
        >
          {t("shown.done")}
        </Button>
      </Group>
    </Stack>
  );
}

function SaveButton({ ending, onSave }: { ending: string; onSave: (ending: string) => void }) {
  return (
    <Button
      flex="1 1 140px"
      variant="default"
      leftSection={<IconDownload size={18} aria-hidden />}
      onClick={() => onSave(ending)}
    >
      {t("shown.save", { ending })}
    </Button>
  );
}

/** After a rotation: what becomes of the value before. */
function OldValue({ issued: { token, receipt } }: { issued: Issued }) {
  if (!receipt) return null;
  return (
    <Group gap={6} wrap="nowrap" align="start">
      <IconHistory size={16} className="beside-text" aria-hidden />
      <Text size="sm">
        {token.overlapEndsAt === null
          ? t("shown.oldValue.ended", { receipt: receiptText(receipt, "refused") })
          : t("shown.oldValue.until", { when: longTime(token.overlapEndsAt) })}
      </Text>
    </Group>
  );
}
