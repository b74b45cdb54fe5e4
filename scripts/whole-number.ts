import { randomInt } from "node:crypto";

const MOST_SEED = 2 ** 31 - 1;

/** What a command line gives for a number, or says what would be right. */
export function wholeNumber(name: string, given: string, most: number): number {
  const value = Number(given);
  if (/^\d{1,10}$/.test(given) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} must be a whole number from 1 to ${most}, and not «${given}»`);
}

/** The seed that was given, or one that is drawn. */
export function seedOf(given: string | undefined): number {
  return given === undefined ? randomInt(1, MOST_SEED) : wholeNumber("seed", given, MOST_SEED);
}
