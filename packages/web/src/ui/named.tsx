import type { ReactNode } from "react";

const [FROM, TO] = ["\u2068", "\u2069"];
const PIECE = /\u2068([^\u2069]*)\u2069|[^\u2068]+/g;

/** Marks a part that is filled into a sentence, so that `Sentence` can set it off. */
export function named(part: string): string {
  return `${FROM}${part}${TO}`;
}

/** A sentence in which the parts that were filled in stand out, whatever order a language puts them in. */
export function Sentence({ text }: { text: string }): ReactNode {
  return [...text.matchAll(PIECE)].map(({ 0: piece, 1: part, index: at }) =>
    part === undefined ? (
      piece
    ) : (
      <bdi key={at} className="named">
        {part}
      </bdi>
    ),
  );
}
