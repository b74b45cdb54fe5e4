export const words = {
  title: "Access Tokens",
  intro: "For scripts and programs that call the API on your behalf. Treat them like passwords.",
  mayNotGenerate:
    "You may not generate access tokens in this project, and those that you have are refused. An owner or administrator can allow it.",
  generateFirst: "Generate your first token",
  empty: "No access tokens yet",
  emptyText:
    "A token lets a script or a program call the API as you, without your password. You choose how long it lives and can end it at any moment.",
};
