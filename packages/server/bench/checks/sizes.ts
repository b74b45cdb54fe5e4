import { isQuick } from "../page.ts";

/** How much of everything. The page states them. */
export const SIZES = isQuick
  ? {
      rounds: 2,
      sampleMs: 20,
      loadSeconds: 1,
      countingSeconds: 2,
      countingRounds: 2,
      hotTokens: 1_000,
      fewTokens: 1_000,
      manyTokens: 20_000,
      postgresTokens: 1_000,
    }
  : {
      rounds: 7,
      sampleMs: 250,
      loadSeconds: 2,
      countingSeconds: 12,
      countingRounds: 3,
      hotTokens: 10_000,
      fewTokens: 1_000,
      manyTokens: 1_000_000,
      postgresTokens: 100_000,
    };
export type Sizes = typeof SIZES;
