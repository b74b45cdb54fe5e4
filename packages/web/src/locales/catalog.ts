import type { catalog } from "./en/index.ts";

/** The shape of every catalog; English sets it. */
export type Catalog = Shape<typeof catalog>;

// Not every language has a form of its own for one of a thing; the catalogs' test knows which do.
type Shape<T> = {
  [K in keyof T as K extends Singular ? never : K]: T[K] extends string ? string : Shape<T[K]>;
} & {
  [K in keyof T as K extends Singular ? K : never]?: string;
};

type Singular = `${string}_one`;
