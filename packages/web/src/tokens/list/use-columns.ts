import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useAsCards } from "../../ui/list/records.tsx";
import type { ColumnSet } from "./column-sets.ts";
import type { TokenColumn } from "./columns.tsx";

const OPTIONS = { getInitialValueInEffect: false };

export interface ColumnChoice {
  all: readonly TokenColumn[];
  shown: readonly TokenColumn[];
  toggle: (column: TokenColumn) => void;
  /** Too narrow for a table: rows become cards. */
  asCards: boolean;
}

/** Which columns a list shows: what the person chose for it, else what fits the screen. */
export function useColumns({ key, columns: all, hidden }: ColumnSet): ColumnChoice {
  const asCards = useAsCards();
  const narrow = useMediaQuery("(max-width: 97.99em)", false, OPTIONS);
  const [chosen, setChosen] = useLocalStorage<string[] | null>({ key, defaultValue: null, ...OPTIONS });
  const startsHidden = (id: string) => hidden[id] === "always" || (hidden[id] === "narrow" && narrow);
  const shown = all.filter(({ id }) => (chosen ? chosen.includes(id) : !startsHidden(id)));
  const toggle = (column: TokenColumn) =>
    setChosen(all.filter((other) => shown.includes(other) !== (other === column)).map(({ id }) => id));
  return { all, shown, toggle, asCards };
}
