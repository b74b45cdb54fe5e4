/** What of ours is measured in process. */
export const OURS = {
  held: "Tokenhouse's memory",
  mirror: "Tokenhouse's memory, of a mirror",
};
