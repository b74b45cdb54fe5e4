import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useAsCards } from "../ui/records.tsx";
import { COLUMNS, type TokenColumn } from "./columns.tsx";

const OPTIONS = { getInitialValueInEffect: false };

export interface ColumnChoice {
  shown: readonly TokenColumn[];
  toggle: (column: TokenColumn) => void;
  /** Too narrow for a table: rows become cards. */
  asCards: boolean;
}

/** Which columns are shown: what the person chose, else what fits the screen. */
export function useColumns(): ColumnChoice {
  const asCards = useAsCards();
  const narrow = useMediaQuery("(max-width: 97.99em)", false, OPTIONS);
  const [chosen, setChosen] = useLocalStorage<string[] | null>({
    key: "tokenhouse.columns",
    defaultValue: null,
    ...OPTIONS,
  });
  const shown = COLUMNS.filter(({ id, secondary }) =>
    chosen ? chosen.includes(id) : !narrow || secondary === undefined,
  );
  const toggle = (column: TokenColumn) =>
    setChosen(COLUMNS.filter((other) => shown.includes(other) !== (other === column)).map(({ id }) => id));
  return { shown, toggle, asCards };
}
