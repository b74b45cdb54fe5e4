/** What a command says by how it ends. */
export const EXIT_CODES = { ok: 0, error: 1, invalid: 6 } as const;
