import { Group, NavLink } from "@mantine/core";
import { Link, Outlet, useMatchRoute } from "@tanstack/react-router";
import { words } from "./wording.ts";

const PAGES = [
  { to: "/preferences/access-tokens", label: words.accessTokens },
  { to: "/preferences/profile", label: words.profile },
  { to: "/preferences/password", label: words.password },
  { to: "/preferences/sessions", label: words.sessions },
] as const;

/** What is a person's own, a page each, with the way between them. */
export function PreferencesFrame() {
  const matchRoute = useMatchRoute();
  return (
    <>
      <Group component="nav" aria-label={words.title} gap={4} mb="md" mx="auto" maw={1760}>
        {PAGES.map(({ to, label }) => {
          const here = matchRoute({ to }) !== false;
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={label}
              active={here}
              aria-current={here ? "page" : undefined}
              w="auto"
              px="sm"
              py={4}
            />
          );
        })}
      </Group>
      <Outlet />
    </>
  );
}
