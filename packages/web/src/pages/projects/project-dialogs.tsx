import { Modal, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import type { Operations, ProjectEntry } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { noticeDone } from "../../ui/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { PlanFields, type PlanValues } from "./plan-fields.tsx";
import { useProjectChange, useRereadProjects } from "./project-changes.ts";
import { formWords as words, menuWords } from "./wording.ts";

const validate = { name: isNotEmpty(words.missing), plan: isNotEmpty(words.missing) };

type NewProject = Required<Operations["addProject"]["body"]>;

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const reread = useRereadProjects();
  const form = useForm<NewProject>({
    initialValues: {
      name: "",
      slug: "",
      owner: "",
      plan: "everything",
      entitlements: ["accessTokens", "serviceAccounts"],
    },
    validate,
  });
  async function create({ slug, owner, ...rest }: NewProject) {
    const body = { ...rest, ...(slug !== "" && { slug }), ...(owner !== "" && { owner }) };
    await client.addProject({ body });
    noticeDone(words.created);
    await reread();
    onClose();
  }
  return (
    <Modal opened onClose={onClose} title={words.create} returnFocus={false}>
      <SubmitForm form={form} send={create} submit={words.create} onCancel={onClose}>
        <TextInput
          label={words.name}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <TextInput
          label={words.slug}
          description={words.slugHelp}
          autoComplete="off"
          {...form.getInputProps("slug")}
        />
        <TextInput
          label={words.owner}
          description={words.ownerHelp}
          type="email"
          autoComplete="off"
          {...form.getInputProps("owner")}
        />
        <PlanFields form={form} />
      </SubmitForm>
    </Modal>
  );
}

export interface ProjectDialogProps {
  project: ProjectEntry;
  onClose: () => void;
}

export function EditDialog({ project, onClose }: ProjectDialogProps) {
  const change = useProjectChange(project);
  const { name, plan, entitlements } = project;
  const form = useForm<PlanValues>({ initialValues: { name, plan, entitlements }, validate });
  return (
    <Modal opened onClose={onClose} title={words.edit(name)} returnFocus={false}>
      <SubmitForm
        form={form}
        send={(values) => change(values, words.changed).then(onClose)}
        submit={words.save}
        onCancel={onClose}
      >
        <TextInput
          label={words.name}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <PlanFields form={form} />
      </SubmitForm>
    </Modal>
  );
}

export function CloseDialog({ project, onClose }: ProjectDialogProps) {
  const change = useProjectChange(project);
  const { name, activeTokens, members } = project;
  return (
    <ConfirmDialog
      title={menuWords.closeTitle(name)}
      submit={menuWords.closeSubmit}
      danger
      send={() => change({ closed: true }, menuWords.closed).then(onClose)}
      onCancel={onClose}
    >
      <Text>{menuWords.closeText}</Text>
      <Text c="dimmed" size="sm">
        {menuWords.closeCount(activeTokens, members)}
      </Text>
    </ConfirmDialog>
  );
}
