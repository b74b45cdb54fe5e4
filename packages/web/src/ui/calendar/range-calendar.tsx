import "@mantine/dates/styles.css";
import { DatePicker } from "@mantine/dates";
import { monthLook } from "./month-look.ts";

/** Days as `2026-12-22`. */
type Range = [from: string | null, to: string | null];

interface RangeCalendarProps {
  value: Range;
  onPick: (range: Range) => void;
}

/** A month to pick two days from. Its code and styles are fetched when it is opened. */
export function RangeCalendar({ value, onPick }: RangeCalendarProps) {
  return (
    <DatePicker
      {...monthLook()}
      type="range"
      allowSingleDateInRange
      value={value}
      size="sm"
      onChange={onPick}
    />
  );
}
