import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import dark from "../../images/access-tokens-dark.png";
import light from "../../images/access-tokens-light.png";
import "./house.css";

const picture = (src: string, className: string) =>
  h("img", {
    src,
    class: `${className} house-picture`,
    alt: "The Access Tokens page",
    width: 1280,
    height: 900,
  });

/** VitePress' own theme, in the colours of the page. */
export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "home-features-before": () =>
        h("div", { class: "house-stage" }, [picture(light, "house-light"), picture(dark, "house-dark")]),
    }),
};
