import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Day } from "../../days.ts";

const RangeCalendar = lazy(async () => ({
  default: (await import("./range-calendar.tsx")).RangeCalendar,
}));

/** From which to which day, both included; without one of them it is open to that side. */
export interface Days {
  from: Day | undefined;
  to: Day | undefined;
}

/** A calendar for two days, with its place kept until its code is there. */
export function DaysPicker({ from, to, onPick }: Days & { onPick: (days: Days) => void }) {
  return (
    <Suspense fallback={<Skeleton height={260} miw={250} />}>
      <RangeCalendar
        value={[from ?? null, to ?? null]}
        onPick={([from, to]) => onPick({ from: from ?? undefined, to: to ?? undefined })}
      />
    </Suspense>
  );
}
