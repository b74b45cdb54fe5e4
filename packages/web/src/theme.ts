import {
  type ActionIconProps,
  type BadgeProps,
  createTheme,
  type CSSVariablesResolver,
  type DrawerProps,
  type MantineThemeComponent,
  type MenuProps,
  type ModalProps,
  type NotificationProps,
  type PasswordInputProps,
  type TooltipProps,
} from "@mantine/core";
import { colours } from "./colours.ts";
import { t } from "./i18n.ts";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** What comes and goes does it quickly. */
const MOTION = { duration: 120, exitDuration: 0 };

/**
 * The looks, and what Mantine needs to be readable and usable for everybody (WCAG 2.2 AA). A theme for each language,
 * because components without a text of their own need a name in it.
 */
export const themeInWords = () =>
  createTheme({
    colors: colours,
    primaryColor: "petrol",
    primaryShade: { light: 7, dark: 6 },
    black: "#24211e",
    autoContrast: true,
    luminanceThreshold: 0.2,
    respectReducedMotion: true,
    cursorType: "pointer",
    fontFamily: FONT,
    fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
    lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
    headings: {
      fontFamily: FONT,
      fontWeight: "600",
      sizes: {
        h1: { fontSize: rem(26), lineHeight: "1.25" },
        h2: { fontSize: rem(20), lineHeight: "1.3" },
        h3: { fontSize: rem(16), lineHeight: "1.4" },
      },
    },
    spacing: { xs: rem(8), sm: rem(12), md: rem(16), lg: rem(24), xl: rem(32) },
    radius: { xs: rem(4), sm: rem(6), md: rem(8), lg: rem(8), xl: rem(16) },
    defaultRadius: "md",
    shadows: { md: "var(--house-shadow)", xl: "var(--house-shadow)" },
    components: {
      ActionIcon: named<ActionIconProps>({ defaultProps: { variant: "subtle", color: "gray" } }),
      Badge: named<BadgeProps>({
        defaultProps: { variant: "light", radius: "sm", size: "md" },
        styles: { root: { textTransform: "none", fontWeight: 600 } },
      }),
      Drawer: named<DrawerProps>({
        defaultProps: {
          closeButtonProps: { "aria-label": t("common.close") },
          attributes: { header: { role: "none" } },
          overlayProps: { backgroundOpacity: 0.4 },
          transitionProps: { ...MOTION, duration: 160 },
        },
      }),
      // Its placeholder for the first focus is no menu item, which breaks the menu's role.
      Menu: named<MenuProps>({
        defaultProps: {
          withInitialFocusPlaceholder: false,
          shadow: "md",
          position: "bottom-end",
          transitionProps: { ...MOTION, transition: "fade-down" },
        },
      }),
      Modal: named<ModalProps>({
        defaultProps: {
          centered: true,
          closeButtonProps: { "aria-label": t("common.close") },
          // Its header element would count as a second banner of the page.
          attributes: { header: { role: "none" } },
          overlayProps: { backgroundOpacity: 0.4 },
          shadow: "xl",
          transitionProps: MOTION,
        },
        styles: { title: { fontSize: rem(16), fontWeight: 600 } },
      }),
      Notification: named<NotificationProps>({
        defaultProps: { closeButtonProps: { "aria-label": t("common.closeMessage") }, withBorder: true },
        styles: { description: { color: "var(--mantine-color-text)" } },
      }),
      PasswordInput: named<PasswordInputProps>({
        defaultProps: {
          visibilityToggleButtonProps: { "aria-label": t("common.showPassword"), tabIndex: 0 },
        },
      }),
      Tooltip: named<TooltipProps>({
        defaultProps: {
          withArrow: true,
          openDelay: 200,
          events: { hover: true, focus: true, touch: true },
          transitionProps: MOTION,
        },
      }),
    },
  });

/** As each component's own `extend`, without fetching the component before it is needed. */
function named<P>(component: {
  defaultProps?: Partial<P>;
  styles?: Record<string, object>;
}): MantineThemeComponent {
  return component;
}

function rem(px: number): string {
  return `${px / 16}rem`;
}

const SOFT = ["petrol", "green", "red", "orange", "yellow", "blue"];

/** The roles of the colours. Every text has a contrast of at least 4.5 : 1 on the surfaces that it stands on. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-placeholder": "var(--mantine-color-gray-6)",
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-error": "var(--mantine-color-red-7)",
    "--mantine-color-anchor": "var(--mantine-color-petrol-7)",
    "--mantine-color-default-border": "var(--mantine-color-gray-4)",
    ...soft("1", "8"),
    "--mantine-color-gray-light": "var(--mantine-color-gray-2)",
    "--mantine-color-gray-light-color": "var(--mantine-color-gray-8)",
    "--house-canvas": "var(--mantine-color-gray-0)",
    "--house-line": "var(--mantine-color-gray-3)",
    "--house-field-line": "var(--mantine-color-gray-5)",
    "--house-hover": "var(--mantine-color-gray-1)",
    "--house-chosen": "var(--mantine-color-gray-2)",
    "--house-accent": "var(--mantine-color-petrol-7)",
    "--house-focus": "var(--mantine-color-petrol-6)",
    "--house-selection": "var(--mantine-color-petrol-2)",
    "--house-shadow": "0 1px 2px rgb(36 33 30 / 6%), 0 12px 32px rgb(36 33 30 / 12%)",
  },
  dark: {
    "--mantine-color-text": "var(--mantine-color-dark-0)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-1)",
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-error": "var(--mantine-color-red-3)",
    "--mantine-color-anchor": "var(--mantine-color-petrol-3)",
    ...soft("9", "2"),
    "--mantine-color-gray-light": "var(--mantine-color-dark-5)",
    "--mantine-color-gray-light-color": "var(--mantine-color-dark-0)",
    "--house-canvas": "var(--mantine-color-dark-8)",
    "--house-line": "var(--mantine-color-dark-5)",
    "--house-field-line": "var(--mantine-color-dark-3)",
    "--house-hover": "var(--mantine-color-dark-6)",
    "--house-chosen": "var(--mantine-color-dark-5)",
    "--house-accent": "var(--mantine-color-petrol-3)",
    "--house-focus": "var(--mantine-color-petrol-4)",
    "--house-selection": "var(--mantine-color-petrol-8)",
    "--house-shadow": "0 1px 2px rgb(0 0 0 / 30%), 0 12px 32px rgb(0 0 0 / 45%)",
  },
});

/** Badges and alerts: a colour's text on a quiet ground of the same colour. */
function soft(ground: string, text: string): Record<string, string> {
  const pairs = SOFT.flatMap((colour) => [
    [`--mantine-color-${colour}-light`, `var(--mantine-color-${colour}-${ground})`],
    [`--mantine-color-${colour}-light-hover`, `var(--mantine-color-${colour}-${ground})`],
    [`--mantine-color-${colour}-light-color`, `var(--mantine-color-${colour}-${text})`],
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
