import { daysText } from "../../days.ts";
import { t } from "../../i18n.ts";
import { useNames } from "../../people/use-people.ts";
import { FilterChips } from "../../ui/filter-chips.tsx";
import { choiceName } from "./events.ts";
import type { AuditFilter } from "./filter.ts";

interface AuditFilterChipsProps {
  filter: AuditFilter;
  onChange: (parts: Partial<Record<keyof AuditFilter, undefined>>) => void;
  onClear: () => void;
}

/** What the log is narrowed by. */
export function AuditFilterChips({ filter, onChange, onClear }: AuditFilterChipsProps) {
  const names = useNames();
  const { actor, event, tokenId, from, to } = filter;
  const parts = [
    { without: { actor: undefined }, text: actor && (names.get(actor) ?? t("audit.actor.former")) },
    { without: { event: undefined }, text: event && choiceName(event) },
    { without: { from: undefined, to: undefined }, text: daysText(from, to) },
    {
      without: { tokenId: undefined },
      text: tokenId && t("audit.filter.token", { id: tokenId.slice(0, 8) }),
    },
  ];
  const chips = parts.flatMap(({ without, text }) =>
    text ? [{ id: Object.keys(without).join(), text, onRemove: () => onChange(without) }] : [],
  );
  return <FilterChips chips={chips} onClear={onClear} />;
}
