import { daysText } from "../../days.ts";
import { t } from "../../i18n.ts";
import type { Names } from "../../people/use-people.ts";
import { TIMES, type TokenFilter } from "./filter.ts";
import { withParts } from "./use-filter.ts";

/** One thing that a list is narrowed by, in words, and the filter without it. */
export interface FilterPart {
  id: string;
  text: string;
  without: TokenFilter;
}

/** What a filter leaves out, but for the search, which stands in its field. */
export function filterParts(filter: TokenFilter, names: Names): FilterPart[] {
  const { status, expiresWithinDays: days, digest, kind, holder, scope } = filter;
  const part = (id: keyof TokenFilter, text: string | undefined): FilterPart[] =>
    filter[id] === undefined || text === undefined
      ? []
      : [{ id, text, without: withParts(filter, { [id]: undefined }) }];
  return [
    ...part("status", status && named(t("list.column.status"), t(`list.status.${status}`))),
    ...part("expiresWithinDays", days ? t("list.expiresWithin", { count: days }) : undefined),
    ...part("digest", digest && t("list.pastedValue")),
    ...part("kind", kind && named(t("list.column.kind"), t(`list.kinds.${kind}`))),
    ...part("holder", holder && named(t("list.column.holder"), names.get(holder) ?? t("list.formerHolder"))),
    ...part("scope", scope && named(t("list.scope"), scope)),
    ...TIMES.flatMap((time) => {
      const [from, to] = [filter[`${time}From`], filter[`${time}To`]];
      const without = withParts(filter, { [`${time}From`]: undefined, [`${time}To`]: undefined });
      const text = named(t(`list.column.${time}`), daysText(from, to));
      return from === undefined && to === undefined ? [] : [{ id: time, text, without }];
    }),
  ];
}

function named(name: string, value: string): string {
  return t("list.part", { name, value });
}
