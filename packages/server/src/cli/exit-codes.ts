/** What a command says by how it ends. */
export const EXIT_CODES = {
  ok: 0,
  error: 1,
  cancelled: 2,
  notFound: 3,
  authenticationRequired: 4,
  notPermitted: 5,
  invalid: 6,
  network: 7,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
