/** What belongs to a change, such as learning who asks for it, waits for nobody who only reads. */
export { inChangeLane } from "../storage/lane.ts";
