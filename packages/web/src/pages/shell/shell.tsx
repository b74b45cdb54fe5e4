import { EmptyState, Group, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useMatches, useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { locale, t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";
import { HouseKeys } from "../../shortcuts/house-keys.tsx";
import { HouseMark } from "../../ui/house-mark.tsx";
import { NarrowNavigation } from "./narrow-navigation.tsx";
import { Navigation } from "./navigation.tsx";
import { ProjectChoice } from "./project-choice.tsx";
import { UserMenu } from "./user-menu.tsx";

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const { data: signedIn } = useQuery(sessionQuery);
  const router = useRouter();
  const content = useRef<HTMLElement>(null);
  const withoutProject = useMatches().some(({ staticData }) => staticData.withoutProject === true);

  // The session has ended under way: the route's own guard knows where to go.
  useEffect(() => {
    if (!signedIn) void router.invalidate();
  }, [signedIn, router]);

  if (!signedIn) return null;
  return (
    <div className="shell">
      <UnstyledButton className="skip-link" onClick={() => content.current?.focus()}>
        {t("shell.skip")}
      </UnstyledButton>
      <header className="shell-header">
        <Group className="page-frame" h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <NarrowNavigation signedIn={signedIn} />
            <ProjectChoice signedIn={signedIn} />
          </Group>
          <Group gap={4} wrap="nowrap">
            <HouseKeys signedIn={signedIn} />
            <UserMenu user={signedIn.user} />
          </Group>
        </Group>
      </header>
      <nav className="shell-bar" aria-label={t("shell.navigation")}>
        <div className="shell-mark">
          <HouseMark />
        </div>
        <Navigation signedIn={signedIn} />
      </nav>
      <main className="shell-main" ref={content} tabIndex={-1}>
        <div className="page-frame">
          {signedIn.project || withoutProject ? (
            <Outlet key={signedIn.project?.id ?? ""} />
          ) : (
            <WithoutProject waitsFor={signedIn.waitsFor} />
          )}
        </div>
      </main>
    </div>
  );
}

function WithoutProject({ waitsFor }: { waitsFor: readonly string[] }) {
  if (waitsFor.length === 0) {
    return <EmptyState title={t("shell.noProject")} description={t("shell.noProjectText")} />;
  }
  const projects = new Intl.ListFormat(locale()).format(waitsFor);
  return <EmptyState title={t("shell.waits", { projects })} description={t("shell.waitsText")} />;
}
