export const words = {
  skip: "Skip to content",
  navigation: "Navigation",
  openNavigation: "Open navigation",
  closeNavigation: "Close navigation",
  accessTokens: "Access Tokens",
  preferences: "Preferences",
  signOut: "Sign out",
  signOutFailed: "Signing out failed",
  project: "Project",
  noProject: "You are not a member of any project",
  noProjectText: "Ask an owner or administrator to add you to theirs.",
  userMenu: (name: string) => `User menu of ${name}`,
};
