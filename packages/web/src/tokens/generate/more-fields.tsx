import { Button, Collapse, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { t } from "../../i18n.ts";

/** What few tokens need, out of the way until somebody asks or something there is wrong. */
export function MoreFields({ isWrong, children }: { isWrong: boolean; children: ReactNode }) {
  const [wanted, { toggle }] = useDisclosure();
  const opened = wanted || isWrong;
  const Chevron = opened ? IconChevronUp : IconChevronDown;
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        ms={-8}
        rightSection={<Chevron size={16} aria-hidden />}
        aria-expanded={opened}
        onClick={toggle}
      >
        {t("generate.more")}
      </Button>
      <Collapse expanded={opened}>
        <Stack mt={8} gap="md">
          {children}
        </Stack>
      </Collapse>
    </div>
  );
}
