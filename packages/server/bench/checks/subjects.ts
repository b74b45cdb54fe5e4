/** What of ours is measured in process. */
export const OURS = {
  held: "Tokenhouse, verifier.peek",
  mirror: "Tokenhouse, verifier.peek of a mirror",
  memory: "Tokenhouse, memory without a lease",
  refused: "Tokenhouse, refusing a wrong checksum",
};
