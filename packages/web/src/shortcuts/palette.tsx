import { Combobox, Modal, Text, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { SignedIn } from "../api.ts";
import { t } from "../i18n.ts";
import { seek } from "../tokens/filter/pasted-value.ts";
import { type Command, type CommandGroup, useCommands } from "./commands.ts";
import { useFound } from "./find-anything.ts";

interface PaletteProps {
  signedIn: SignedIn;
  onClose: () => void;
  showHelp: () => void;
}

/** Everything from one field: type what you want, go there with Enter. */
export function Palette(props: PaletteProps) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      withCloseButton={false}
      attributes={{ content: { "aria-label": t("palette.title") } }}
      returnFocus={false}
      centered={false}
      yOffset="12vh"
      padding={0}
      size={560}
    >
      <Choices {...props} />
    </Modal>
  );
}

function Choices({ signedIn, onClose, showHelp }: PaletteProps) {
  // A pasted value goes from the field at once: its public part stays.
  const [sought, setSought] = useState(() => seek(""));
  // The field knows its list only after it has been drawn once.
  const [, setFocused] = useState(false);
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const groups = [
    ...matching(useCommands(signedIn, showHelp), sought.text),
    ...useFound(sought, signedIn),
  ].filter(({ commands }) => commands.length > 0);
  const commands = groups.flatMap((group) => group.commands);
  const shown = commands.map(({ id }) => id).join();
  const { selectFirstOption } = combobox;
  // So that Enter does what stands first.
  useEffect(() => {
    if (shown !== "") selectFirstOption();
  }, [shown, selectFirstOption]);

  function run(wanted: string) {
    onClose();
    commands.find(({ id }) => id === wanted)?.run();
  }
  return (
    <Combobox store={combobox} onOptionSubmit={run}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          className="palette-field"
          leftSection={<IconSearch size={18} aria-hidden />}
          placeholder={t("palette.hint")}
          aria-label={t("palette.title")}
          value={sought.text}
          maxLength={255}
          onFocus={() => setFocused(true)}
          onChange={({ currentTarget }) => setSought(seek(currentTarget.value))}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className="palette-list" aria-label={t("palette.results")}>
        {groups.map((group) => (
          <Combobox.Group key={group.title} label={group.title}>
            {group.commands.map((command) => (
              <Choice key={command.id} {...command} />
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
      <Text component="output" size="sm" c="dimmed" className="palette-nothing">
        {commands.length === 0 && t("palette.nothing")}
      </Text>
    </Combobox>
  );
}

function Choice({ id, label, detail, Icon }: Command) {
  return (
    <Combobox.Option value={id} className="palette-option">
      <Icon size={18} stroke={1.75} aria-hidden />
      <span className="one-line">{label}</span>
      {detail !== undefined && (
        <Text span size="xs" ms="auto" className="one-line">
          {detail}
        </Text>
      )}
    </Combobox.Option>
  );
}

/** The commands that have every word typed, wherever in them. */
function matching(groups: CommandGroup[], typed: string): CommandGroup[] {
  const words = typed.toLocaleLowerCase().split(/\s+/);
  return groups.map(({ title, commands }) => ({
    title,
    commands: commands.filter(({ label, detail = "" }) => {
      const text = `${label} ${detail} ${title}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    }),
  }));
}
