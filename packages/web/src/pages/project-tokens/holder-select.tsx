import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { allMembersQuery, allServiceAccountsQuery, meQuery } from "../../queries.ts";
import { words } from "./wording.ts";

/** Far more than anybody reads; whoever is not among them is found by typing. */
const MOST_SHOWN = 100;

interface HolderSelectProps {
  value: string | undefined;
  onChange: (holder: string | undefined) => void;
}

/** Whose tokens: a member's or a service account's. */
export function HolderSelect({ value, onChange }: HolderSelectProps) {
  const { data: me } = useQuery(meQuery);
  const { data: members } = useQuery(allMembersQuery);
  const { data: accounts } = useQuery({
    ...allServiceAccountsQuery,
    enabled: me?.entitlements.includes("serviceAccounts") === true,
  });
  const groups = [
    { group: words.members, items: optionsOf(members) },
    { group: words.serviceAccounts, items: optionsOf(accounts) },
  ];
  const isKnown = groups.some(({ items }) => items.some((item) => item.value === value));
  return (
    <Select
      aria-label={words.holder}
      placeholder={value === undefined || isKnown ? words.anyHolder : words.formerHolder}
      nothingFoundMessage={words.noHolder}
      data={groups}
      limit={MOST_SHOWN}
      searchable
      clearable
      clearButtonProps={{ "aria-label": words.clearHolder }}
      value={value ?? null}
      onChange={(holder) => onChange(holder ?? undefined)}
      flex="0 1 190px"
    />
  );
}

function optionsOf(holders: readonly { id: string; name: string }[] = []) {
  return holders.map(({ id, name }) => ({ value: id, label: name }));
}
