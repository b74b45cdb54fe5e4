/** What was asked for cannot be done with what was given: one line that says why. Nothing has changed. */
export class BackupError extends Error {
  override readonly name: string = "BackupError";
}

/** Somebody works on the file or the database. */
export class InUseError extends BackupError {
  override readonly name = "InUseError";
}
