import { InvalidArgumentError } from "commander";

/** Reads the value of an option as a whole number. */
export function wholeNumber(value: string): number {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number.");
}

/** Takes an option several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
