import type { Catalog } from "./i18n.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Catalog };
  }
}
