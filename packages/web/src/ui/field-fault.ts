import { TokenhouseError } from "@tokenhouse/sdk/client";

interface AtField {
  /** What the server refuses with. */
  code: string;
  /** The field whose fault that is, and what to say at it. */
  path: string;
  message: string;
}

/** Refusals that are the faults of fields, though the server does not say of which; the others as they come. */
export function atFields(...fields: readonly AtField[]) {
  return (error: unknown): never => {
    const field = error instanceof TokenhouseError && fields.find(({ code }) => code === error.code);
    if (!field) throw error;
    const { code, detail, status } = error;
    const { path, message } = field;
    throw new TokenhouseError({ code, detail, status, errors: [{ path, message }] });
  };
}
