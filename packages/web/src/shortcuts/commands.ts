import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  type Icon,
  IconArrowsExchange,
  IconDeviceMobile,
  IconKeyboard,
  IconLanguage,
  IconLock,
  IconLogout,
  IconPlus,
  IconUser,
  IconWorld,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { SignedIn } from "../api.ts";
import { type Language, language, LANGUAGES, t } from "../i18n.ts";
import { useProjectSwitch } from "../pages/shell/project-choice.tsx";
import { sectionsFor } from "../pages/shell/sections.ts";
import { useSignOut } from "../pages/shell/use-sign-out.ts";
import { COLOUR_SCHEMES } from "../ui/look/colour-schemes.ts";
import { speakHere } from "../ui/speak-here.ts";

/** Something that the palette can do. */
export interface Command {
  id: string;
  label: string;
  /** Says more where the label alone could be several things. */
  detail?: string;
  Icon: Icon;
  run: () => void;
}

export interface CommandGroup {
  title: string;
  commands: Command[];
}

const PREFERENCES = [
  { to: "/preferences/profile", label: "preferences.profile", Icon: IconUser },
  { to: "/preferences/password", label: "preferences.password", Icon: IconLock },
  {
    to: "/preferences/two-step-verification",
    label: "preferences.secondFactor.title",
    Icon: IconDeviceMobile,
  },
  { to: "/preferences/sessions", label: "preferences.sessions", Icon: IconWorld },
] as const;

/** All that somebody can do from anywhere, without having to look it up. */
export function useCommands(signedIn: SignedIn, showHelp: () => void): CommandGroup[] {
  const navigate = useNavigate();
  const create = [
    {
      id: "generate",
      label: t("palette.generate"),
      Icon: IconPlus,
      run: () => void navigate({ to: "/tokens/new" }),
    },
  ];
  const pages = usePages(signedIn);
  const projects = useProjects(signedIn);
  const looks = useLooks();
  const signOut = useSignOut();
  return [
    ...(signedIn.project ? [{ title: t("palette.create"), commands: create }] : []),
    { title: t("palette.pages"), commands: pages },
    { title: t("palette.projects"), commands: projects },
    { title: t("palette.looks"), commands: looks },
    {
      title: t("palette.more"),
      commands: [
        { id: "help", label: t("palette.help.title"), Icon: IconKeyboard, run: showHelp },
        { id: "sign-out", label: t("shell.signOut"), Icon: IconLogout, run: signOut },
      ],
    },
  ];
}

function usePages(signedIn: SignedIn): Command[] {
  const navigate = useNavigate();
  const sections = sectionsFor(signedIn).flatMap(({ entries }) => entries);
  return [...sections, ...PREFERENCES].map(({ to, label, Icon }) => ({
    id: to,
    label: t(label),
    Icon,
    run: () => void navigate({ to }),
  }));
}

function useProjects(signedIn: SignedIn): Command[] {
  const switchTo = useProjectSwitch(signedIn);
  const others = signedIn.projects.filter(({ slug }) => slug !== signedIn.project?.slug);
  return others.map(({ slug, name }) => ({
    id: `project ${slug}`,
    label: name,
    detail: t("palette.switchProject"),
    Icon: IconArrowsExchange,
    run: () => switchTo(slug),
  }));
}

function useLooks(): Command[] {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = COLOUR_SCHEMES.filter(({ value }) => value !== colorScheme);
  const languages = Object.entries(LANGUAGES).filter(([tag]) => tag !== language());
  return [
    ...schemes.map(({ value, text, Icon }) => ({
      id: `scheme ${value}`,
      label: t(text),
      detail: t("common.colourScheme"),
      Icon,
      run: () => setColorScheme(value satisfies MantineColorScheme),
    })),
    ...languages.map(([tag, name]) => ({
      id: `language ${tag}`,
      label: name,
      detail: t("common.language"),
      Icon: IconLanguage,
      run: () => void speakHere(tag as Language),
    })),
  ];
}
