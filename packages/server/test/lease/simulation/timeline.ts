import type { Draw } from "../../storage/schedule.ts";

/** Virtual time, in ms, and what is going to happen in it. What is due at one instant happens in an order that a seed decides. */
export interface Timeline {
  readonly now: number;
  at: (instant: number, run: () => void) => void;
  after: (ms: number, run: () => void) => void;
  /** Lets everything happen until an instant; after each event come all the promises that it kept. */
  runUntil: (instant: number) => Promise<void>;
}

interface Event {
  at: number;
  tie: number;
  run: () => void;
}

export function createTimeline(draw: Draw): Timeline {
  const heap: Event[] = [];
  let now = 0;
  const at = (instant: number, run: () => void) =>
    push(heap, { at: Math.max(instant, now), tie: draw(1_000_000), run });
  return {
    get now() {
      return now;
    },
    at,
    after: (ms, run) => at(now + ms, run),
    async runUntil(instant) {
      for (let next = heap[0]; next && next.at <= instant; next = heap[0]) {
        now = next.at;
        pop(heap).run();
        await settled();
      }
      now = instant;
    },
  };
}

/** Resolves once no promise has anything left to do: ticks come after all of them. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

function isBefore(one: Event | undefined, other: Event | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.tie < other.tie);
}

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  for (let parent = (at - 1) >> 1; at > 0 && isBefore(event, heap[parent]); parent = (at - 1) >> 1) {
    heap[at] = heap[parent] as Event;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event {
  const top = heap[0] as Event;
  const last = heap.pop() as Event;
  if (heap.length === 0) return top;
  let at = 0;
  for (let child = 1; child < heap.length; child = at * 2 + 1) {
    if (isBefore(heap[child + 1], heap[child])) child++;
    if (!isBefore(heap[child], last)) break;
    heap[at] = heap[child] as Event;
    at = child;
  }
  heap[at] = last;
  return top;
}
