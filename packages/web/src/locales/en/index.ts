import accessTokens from "./access-tokens.json";
import apiReference from "./api-reference.json";
import audit from "./audit.json";
import changes from "./changes.json";
import commandLine from "./command-line.json";
import common from "./common.json";
import entry from "./entry.json";
import failures from "./failures.json";
import faults from "./faults.json";
import generate from "./generate.json";
import list from "./list.json";
import members from "./members.json";
import palette from "./palette.json";
import preferences from "./preferences.json";
import projectTokens from "./project-tokens.json";
import projects from "./projects.json";
import serviceAccounts from "./service-accounts.json";
import settings from "./settings.json";
import shell from "./shell.json";
import shown from "./shown.json";
import times from "./times.json";
import token from "./token.json";
import verifiers from "./verifiers.json";

/** Every word of the page, by where it stands. */
export const catalog = {
  common,
  shell,
  palette,
  entry,
  commandLine,
  preferences,
  failures,
  faults,
  times,
  accessTokens,
  list,
  generate,
  shown,
  changes,
  token,
  projectTokens,
  serviceAccounts,
  members,
  projects,
  settings,
  audit,
  verifiers,
  apiReference,
};
