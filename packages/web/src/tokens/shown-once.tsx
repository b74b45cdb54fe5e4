import { Alert, Button, Checkbox, Group, Stack, Tabs, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconShieldLock } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { address } from "../api.ts";
import { copyText } from "../ui/clipboard.ts";
import { LeaveQuestion } from "./leave-question.tsx";
import { ValueLines } from "./value-lines.tsx";
import { shownWords as words } from "./wording.ts";

interface ShownOnceProps {
  value: string;
  stored: boolean;
  onStored: (stored: boolean) => void;
  leaving: boolean;
  onStay: () => void;
  onClose: () => void;
}

const WAYS = [
  { id: "token", title: words.token, help: undefined, lines: (value: string) => value },
  {
    id: "curl",
    title: words.curl,
    help: words.curlHelp,
    lines: (value: string) => `curl -H "Authorization: Bearer ${value}" ${address}/v1/me`,
  },
  {
    id: "env",
    title: words.env,
    help: words.envHelp,
    lines: (value: string) => `TOKENHOUSE_URL=${address}\nTOKENHOUSE_TOKEN=${value}`,
  },
];

/** The only showing of a value, masked until asked for, with the lines that use it. */
export function ShownOnce({ value, stored, onStored, leaving, onStay, onClose }: ShownOnceProps) {
  const [copied, setCopied] = useState<boolean>();
  const [revealed, setRevealed] = useState(false);
  const copyButton = useRef<HTMLButtonElement>(null);
  // What was focused went with the form.
  useEffect(() => copyButton.current?.focus(), []);

  async function copy(text: string) {
    const succeeded = await copyText(text);
    setCopied(succeeded);
    if (succeeded) onStored(true);
  }

  if (leaving) return <LeaveQuestion onStay={onStay} onLeave={onClose} />;
  return (
    <Stack>
      <Alert color="yellow" variant="light" icon={<IconShieldLock aria-hidden />}>
        {words.warning}
      </Alert>
      <Tabs defaultValue="token" keepMounted={false} onChange={() => setCopied(undefined)}>
        <Tabs.List mb="sm">
          {WAYS.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {WAYS.map(({ id, title, help, lines }) => (
          <Tabs.Panel key={id} value={id}>
            <ValueLines
              help={help}
              lines={lines(revealed ? value : masked(value))}
              revealed={revealed}
              onReveal={() => setRevealed(!revealed)}
            />
            <Button
              mt="sm"
              fullWidth
              ref={id === "token" ? copyButton : null}
              leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
              onClick={() => void copy(lines(value))}
            >
              {id === "token" ? words.copy : words.copyLines(title)}
            </Button>
          </Tabs.Panel>
        ))}
      </Tabs>
      <Text component="output" size="sm" mih={20} fw={600}>
        {copied === undefined ? "" : copied ? words.copied : words.notCopied}
      </Text>
      <Group justify="space-between">
        <Checkbox
          label={words.stored}
          checked={stored}
          onChange={({ currentTarget }) => onStored(currentTarget.checked)}
        />
        <Button variant="default" disabled={!stored} onClick={onClose}>
          {words.done}
        </Button>
      </Group>
    </Stack>
  );
}

/** The public part of a value, with dots for the rest. */
function masked(value: string): string {
  const secretFrom = value.lastIndexOf("_") + 1;
  return value.slice(0, secretFrom) + "•".repeat(value.length - secretFrom);
}
