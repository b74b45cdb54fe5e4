import { Modal, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Operations, ProjectEntry } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { locale, t } from "../../i18n.ts";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { PlanFields, type PlanValues } from "./plan-fields.tsx";
import { useProjectChange, useRereadProjects } from "./project-changes.ts";

const needed = (text: string) => (text.trim() === "" ? t("projects.form.missing") : null);
const validate = { name: needed, plan: needed };

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
    noticeDone(t("projects.form.created"));
    await reread();
    onClose();
  }
  return (
    <Modal opened onClose={onClose} title={t("projects.form.create")} returnFocus={false}>
      <SubmitForm form={form} send={create} submit={t("projects.form.create")} onCancel={onClose}>
        <TextInput
          label={t("projects.form.name")}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <TextInput
          label={t("projects.form.slug")}
          description={t("projects.form.slugHelp")}
          autoComplete="off"
          {...form.getInputProps("slug")}
        />
        <TextInput
          label={t("projects.form.owner")}
          description={t("projects.form.ownerHelp")}
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
    <Modal opened onClose={onClose} title={t("projects.form.edit", { name })} returnFocus={false}>
      <SubmitForm
        form={form}
        send={(values) => change(values, t("projects.form.changed")).then(onClose)}
        submit={t("projects.form.save")}
        onCancel={onClose}
      >
        <TextInput
          label={t("projects.form.name")}
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
  return (
    <ConfirmDialog
      title={t("projects.menu.closeTitle", { name: project.name })}
      submit={t("projects.menu.closeSubmit")}
      danger
      send={() => change({ closed: true }, t("projects.menu.closed")).then(onClose)}
      onCancel={onClose}
    >
      <Text>{t("projects.menu.closeText")}</Text>
      <Counts project={project} />
    </ConfirmDialog>
  );
}

export function ReopenDialog({ project, onClose }: ProjectDialogProps) {
  const change = useProjectChange(project);
  return (
    <ConfirmDialog
      title={t("projects.menu.reopenTitle", { name: project.name })}
      submit={t("projects.menu.reopenSubmit")}
      send={() => change({ closed: false }, t("projects.menu.reopened")).then(onClose)}
      onCancel={onClose}
    >
      <Text>{t("projects.menu.reopenText")}</Text>
      <Counts project={project} />
    </ConfirmDialog>
  );
}

/** Whom and what it concerns. */
function Counts({ project: { activeTokens, members } }: { project: ProjectEntry }) {
  const counts = [
    t("projects.counts.activeTokens", { count: activeTokens }),
    t("projects.counts.members", { count: members }),
  ];
  return <Text fw={600}>{new Intl.ListFormat(locale(), { type: "unit" }).format(counts)}</Text>;
}
