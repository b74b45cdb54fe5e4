export const words = {
  missing: {
    title: "There is nothing here",
    text: "The address may be mistyped, or what it named is gone.",
    home: "Go to Access Tokens",
  },
  broken: {
    title: "This page has failed",
    text: "Try again. If it keeps failing, tell your administrator.",
    again: "Try again",
  },
};
