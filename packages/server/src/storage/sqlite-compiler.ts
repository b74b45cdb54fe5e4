import { SqliteQueryCompiler } from "kysely";

/**
 * Writes every value as `+?`, which means what `?` means. A bare one SQLite looks into while it plans a join, and plans
 * anew whenever it is bound again: that took longer than most of the statements themselves.
 */
export class SteadyQueryCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return "+?";
  }
}
