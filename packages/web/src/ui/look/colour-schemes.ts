import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

export const COLOUR_SCHEMES = [
  { value: "light", text: "common.light", Icon: IconSun },
  { value: "dark", text: "common.dark", Icon: IconMoon },
  { value: "auto", text: "common.system", Icon: IconDeviceDesktop },
] as const;
