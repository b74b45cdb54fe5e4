import { Button, Collapse, TagsInput, type TagsInputProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { t } from "../i18n.ts";
import { splitScopes } from "./scopes.ts";

interface MoreFieldsProps extends TagsInputProps {
  value: string[];
  onChange: (addresses: string[]) => void;
}

/** What few tokens need, out of the way until somebody asks: the addresses it may be used from. */
export function MoreFields({ onChange, ...addresses }: MoreFieldsProps) {
  const [wanted, { toggle }] = useDisclosure(addresses.value.length > 0);
  const opened = wanted || addresses.error !== undefined;
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
        <TagsInput
          mt={8}
          label={t("generate.addresses.label")}
          description={t("generate.addresses.help")}
          placeholder={t("generate.addresses.hint")}
          splitChars={[",", " "]}
          acceptValueOnBlur
          {...addresses}
          onChange={(typed) => onChange(splitScopes(typed))}
        />
      </Collapse>
    </div>
  );
}
