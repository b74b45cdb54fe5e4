import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import dark from "../../images/access-tokens-dark.png";
import light from "../../images/access-tokens-light.png";
import "./house.css";

/** What the quickstart does, and prints. */
const SESSION: [command: string, printed: string][] = [
  ["TOKEN=$(tokenhouse token create laptop --scope orders:read)", ""],
  ['orders -H "Authorization: Bearer $TOKEN"', "200"],
  ['tokenhouse token revoke "$ID"', "Revoked: laptop. Refused everywhere after 16 ms (verifiers: 2)."],
  ['orders -H "Authorization: Bearer $TOKEN"', "401"],
];

const terminal = () =>
  h("pre", { class: "house-terminal", tabindex: 0, "aria-label": "A token's life in a terminal" }, [
    SESSION.flatMap(([command, printed]) => [h("b", `$ ${command}\n`), printed && `${printed}\n`]),
  ]);

const picture = (src: string, className: string) =>
  h("img", { src, class: `${className} house-picture`, alt: "The Access Tokens page" });

/** VitePress' own theme, in the colours of the page. */
export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "home-hero-image": terminal,
      "home-features-before": () =>
        h("div", { class: "house-stage" }, [picture(light, "house-light"), picture(dark, "house-dark")]),
    }),
};
