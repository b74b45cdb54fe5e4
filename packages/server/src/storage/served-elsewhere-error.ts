/** Another process serves this database. */
export class ServedElsewhereError extends Error {
  constructor(path: string) {
    super(
      `Another Tokenhouse serves ${path}: stop it first. Two on one file would not hear of each other's revocations; on PostgreSQL any number can serve`,
    );
    this.name = "ServedElsewhereError";
  }
}
