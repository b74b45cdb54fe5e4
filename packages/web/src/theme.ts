import {
  ActionIcon,
  createTheme,
  type CSSVariablesResolver,
  Menu,
  Modal,
  NavLink,
  Notification,
  PasswordInput,
  Tooltip,
} from "@mantine/core";

/** The looks, and what Mantine needs to be readable and usable for everybody (WCAG 2.2 AA). */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: 0.2,
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  headings: {
    fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.625rem" }, h2: { fontSize: "1.125rem" } },
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    // Its placeholder for the first focus is no menu item, which breaks the menu's role.
    Menu: Menu.extend({
      defaultProps: { withInitialFocusPlaceholder: false, shadow: "md", position: "bottom-end" },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        closeButtonProps: { "aria-label": "Close" },
        // Its header element would count as a second banner of the page.
        attributes: { header: { role: "none" } },
        overlayProps: { backgroundOpacity: 0.5, blur: 2 },
        transitionProps: { exitDuration: 0 },
      },
      styles: { title: { fontSize: "1.125rem", fontWeight: 650 } },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { "aria-label": "Close this message" }, withBorder: true },
      styles: { description: { color: "var(--mantine-color-text)" } },
    }),
    NavLink: NavLink.extend({ styles: { root: { borderRadius: "var(--mantine-radius-md)" } } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: {
        visibilityToggleButtonProps: { "aria-label": "Show or hide the password", tabIndex: 0 },
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } },
    }),
  },
});

/** Text colours with a contrast of at least 4.5 : 1 on the surfaces that they stand on. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--house-canvas": "var(--mantine-color-gray-0)",
    "--house-line": "var(--mantine-color-gray-3)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-7)",
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    "--mantine-color-green-light-color": "#1b5e2b",
    "--mantine-color-yellow-light-color": "#6b4500",
    "--mantine-color-orange-light-color": "#8a3200",
    "--mantine-color-red-light-color": "#a11616",
    "--mantine-color-blue-light-color": "#134f8a",
    "--mantine-color-gray-light-color": "var(--mantine-color-gray-8)",
    "--mantine-color-indigo-light-color": "#2f44ad",
  },
  dark: {
    "--mantine-color-green-light": "#14321d",
    "--mantine-color-yellow-light": "#3a2f10",
    "--mantine-color-orange-light": "#452510",
    "--mantine-color-red-light": "#451b1e",
    "--mantine-color-indigo-light": "#232c54",
    "--house-canvas": "var(--mantine-color-dark-8)",
    "--house-line": "var(--mantine-color-dark-4)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-1)",
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-green-light-color": "var(--mantine-color-green-3)",
    "--mantine-color-yellow-light-color": "var(--mantine-color-yellow-2)",
    "--mantine-color-orange-light-color": "var(--mantine-color-orange-2)",
    "--mantine-color-red-light-color": "var(--mantine-color-red-2)",
    "--mantine-color-blue-light-color": "var(--mantine-color-blue-2)",
    "--mantine-color-gray-light-color": "var(--mantine-color-gray-3)",
    "--mantine-color-indigo-light-color": "var(--mantine-color-indigo-2)",
  },
});
