import { changeSettings, settingsOf } from "../../service/change-settings.ts";
import type { Settings } from "../../service/change-settings.ts";
import { previewSettings } from "../../service/preview-settings.ts";
import type { Handlers } from "../mount.ts";

export const settingsHandlers: Pick<Handlers, "getSettings" | "changeSettings" | "previewSettings"> = {
  getSettings: (_, { caller }) => wireSettings(settingsOf(caller.project)),

  async changeSettings({ service }, { caller, body }) {
    return wireSettings(await changeSettings(service, caller, body));
  },

  previewSettings: ({ service }, { caller, body }) => previewSettings(service, caller, body),
};

function wireSettings(settings: Settings) {
  return { ...settings, scopeCatalogue: [...settings.scopeCatalogue] };
}
