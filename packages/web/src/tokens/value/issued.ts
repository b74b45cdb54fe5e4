import type { Receipt, Token } from "@tokenhouse/sdk/client";

/** A fresh value and the token that it belongs to; of a rotation also what became of the value before. */
export interface Issued {
  value: string;
  token: Token;
  receipt?: Receipt;
}
