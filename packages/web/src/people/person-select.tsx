import { Select } from "@mantine/core";
import { t } from "../i18n.ts";
import { usePeople } from "./use-people.ts";

/** Far more than anybody reads; whoever is not among them is found by typing. */
const MOST_SHOWN = 100;

interface PersonSelectProps {
  /** `former` stands for somebody who is chosen but no longer here. */
  words: { label: string; anybody: string; former: string };
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** A member or a service account, or anybody. */
export function PersonSelect({ words, value, onChange }: PersonSelectProps) {
  const { members, accounts } = usePeople();
  const groups = [
    { group: t("members.people.members"), items: optionsOf(members) },
    { group: t("members.people.serviceAccounts"), items: optionsOf(accounts) },
  ];
  const isKnown = groups.some(({ items }) => items.some((item) => item.value === value));
  return (
    <Select
      aria-label={words.label}
      placeholder={value === undefined || isKnown ? words.anybody : words.former}
      nothingFoundMessage={t("members.people.nobody")}
      data={groups}
      limit={MOST_SHOWN}
      searchable
      clearable
      clearButtonProps={{ "aria-label": words.anybody }}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      flex="0 1 190px"
    />
  );
}

function optionsOf(people: readonly { id: string; name: string }[]) {
  return people.map(({ id, name }) => ({ value: id, label: name }));
}
