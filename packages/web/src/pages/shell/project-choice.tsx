import { NativeSelect, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { chooseProject, type SignedIn } from "../../api.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";

const ProjectSearch = lazy(() =>
  import("./project-search.tsx").then((file) => ({ default: file.ProjectSearch })),
);

/** More than these are searched for by name. */
const AT_A_GLANCE = 7;

/** The project worked in: its name, or a choice for a member of several. */
export function ProjectChoice({ signedIn }: { signedIn: SignedIn }) {
  const { projects, project } = signedIn;
  const switchTo = useProjectSwitch(signedIn);
  if (!project) return null;
  if (projects.length === 1) {
    return (
      <Text size="sm" fw={500} className="one-line" title={project.name}>
        {project.name}
      </Text>
    );
  }
  const choice = {
    "aria-label": t("shell.project"),
    className: "project-choice",
    value: project.slug,
    data: projects.map(({ slug, name }) => ({ value: slug, label: name })),
  };
  if (projects.length <= AT_A_GLANCE) {
    return <NativeSelect {...choice} onChange={({ currentTarget }) => switchTo(currentTarget.value)} />;
  }
  return (
    <Suspense>
      <ProjectSearch {...choice} onChange={(slug) => slug !== null && switchTo(slug)} />
    </Suspense>
  );
}

/** Answers how to go on in another project. */
export function useProjectSwitch(signedIn: SignedIn): (slug: string) => void {
  const navigate = useNavigate();
  return (wanted) => {
    const chosen = signedIn.projects.find(({ slug }) => slug === wanted);
    if (!chosen || chosen.slug === signedIn.project?.slug) return;
    startAfresh(chooseProject(signedIn, chosen));
    // What was looked for in the project before is not in this one.
    void navigate({ to: ".", search: {} });
  };
}
