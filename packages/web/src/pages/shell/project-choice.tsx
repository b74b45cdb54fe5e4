import { NativeSelect, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { chooseProject, type SignedIn } from "../../api.ts";
import { startAfresh } from "../../queries.ts";
import { words } from "./wording.ts";

/** The project worked in: its name, or a choice for a member of several. */
export function ProjectChoice({ signedIn }: { signedIn: SignedIn }) {
  const { projects, project } = signedIn;
  const navigate = useNavigate();
  if (!project) return null;
  if (projects.length === 1) {
    return (
      <Text c="dimmed" className="one-line" title={project.name} aria-label={words.project}>
        {project.name}
      </Text>
    );
  }
  return (
    <NativeSelect
      aria-label={words.project}
      value={project.slug}
      data={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
      onChange={({ currentTarget }) => {
        const chosen = projects.find(({ slug }) => slug === currentTarget.value);
        if (!chosen) return;
        startAfresh(chooseProject(signedIn, chosen));
        // What was looked for in the project before is not in this one.
        void navigate({ to: ".", search: {} });
      }}
    />
  );
}
