import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useRef } from "react";
import { membersQuery } from "../../queries.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, ListCount, PagedList } from "../../ui/paged-list.tsx";
import { Records } from "../../ui/records.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { AddDialog } from "./add-dialog.tsx";
import { COLUMNS } from "./columns.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { useRoles } from "./use-roles.ts";
import { words } from "./wording.ts";

const route = getRouteApi("/signed-in/administration/project/members");

export function MembersPage() {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(membersQuery(search));
  const { choices } = useRoles();
  const [adding, dialog] = useDisclosure();
  const addButton = useRef<HTMLButtonElement>(null);
  const searchFor = (text: string | undefined) =>
    void navigate({ search: text === undefined ? {} : { search: text }, replace: true });
  function closeDialog() {
    dialog.close();
    addButton.current?.focus();
  }

  return (
    <Stack maw={1760} mx="auto">
      <PageHead title={words.title} intro={words.intro}>
        <Button ref={addButton} leftSection={<IconPlus size={18} aria-hidden />} onClick={dialog.open}>
          {words.add}
        </Button>
      </PageHead>
      <SearchInput label={words.search} hint={words.searchHint} value={search} onSearch={searchFor} />
      <ListCount list={list} words={words} />
      <PagedList
        list={list}
        words={words}
        empty={
          <Instead icon={<IconSearchOff size={40} />} title={words.noMatch} text={words.noMatchText}>
            <Button variant="default" onClick={() => searchFor(undefined)}>
              {words.clear}
            </Button>
          </Instead>
        }
      >
        {(members) => <Records label={words.title} rows={members} columns={COLUMNS} Menu={MemberMenu} />}
      </PagedList>
      {adding && <AddDialog roles={choices} onClose={closeDialog} />}
    </Stack>
  );
}
