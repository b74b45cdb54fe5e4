import "@mantine/dates/styles.css";
import { DatePicker } from "@mantine/dates";
import { useEffect, useRef } from "react";
import { monthLook } from "./month-look.ts";

interface DayCalendarProps {
  /** The days as `2026-12-22`. */
  value: string | null;
  minDate: string;
  maxDate?: string;
  onPick: (day: string) => void;
}

const DAYS = "td button:not(:disabled)";

/** A month to pick a day from. Its code and styles are fetched when it is opened. */
export function DayCalendar({ value, minDate, maxDate, onPick }: DayCalendarProps) {
  const calendar = useRef<HTMLDivElement>(null);
  // It comes later than what it opens in, so that the focus has to follow.
  useEffect(() => {
    const chosen = calendar.current?.querySelector<HTMLElement>(`${DAYS}[data-selected]`);
    (chosen ?? calendar.current?.querySelector<HTMLElement>(DAYS))?.focus();
  }, []);
  return (
    <DatePicker
      {...monthLook()}
      ref={calendar}
      __stopPropagation
      value={value}
      defaultDate={value ?? minDate}
      minDate={minDate}
      {...(maxDate !== undefined && { maxDate })}
      onChange={(day) => day !== null && onPick(day)}
    />
  );
}
