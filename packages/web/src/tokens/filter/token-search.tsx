import { useRef, useState } from "react";
import { t } from "../../i18n.ts";
import { useShortcuts } from "../../shortcuts/use-shortcuts.ts";
import { SearchInput } from "../../ui/list/search-input.tsx";
import { seek } from "./pasted-value.ts";
import { useFilter } from "./use-filter.ts";

/**
 * Finds tokens by what they are called, and by their value: a pasted one never leaves the browser. Its digest is
 * searched for, and its public part stands in the field.
 */
export function TokenSearch() {
  const [filter, setFilter] = useFilter();
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([
    { name: "search", keys: ["/"], text: "list.keys.search", action: () => input.current?.select() },
  ]);
  const [pasted, setPasted] = useState<{ digest?: string; hint: string; broken: boolean }>();

  function search(typed: string | undefined) {
    const { text, digest, broken = false } = seek(typed ?? "");
    const { search: _, digest: __, ...rest } = filter;
    setPasted(
      digest === undefined && !broken
        ? undefined
        : { ...(digest !== undefined && { digest }), hint: text, broken },
    );
    if (digest !== undefined) setFilter({ ...rest, digest }, true);
    else setFilter(text === "" ? rest : { ...rest, search: text }, true);
    return digest === undefined && !broken ? undefined : text;
  }

  const isShown =
    pasted?.digest === undefined ? filter.search === pasted?.hint : filter.digest === pasted.digest;
  return (
    <SearchInput
      ref={input}
      label={t("list.search")}
      hint={t("list.searchHint")}
      value={filter.search ?? (filter.digest !== undefined && isShown ? pasted?.hint : undefined)}
      onSearch={search}
      onWhole={(text) => (seek(text).text === text ? undefined : search(text))}
      note={pasted?.broken && isShown ? <output>{t("list.notWhole")}</output> : undefined}
    />
  );
}
