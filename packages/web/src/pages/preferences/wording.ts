/** Every word of the preferences but for the Access Tokens. */
export const words = {
  title: "Preferences",
  accessTokens: "Access Tokens",
  profile: "Profile",
  password: "Password",
  sessions: "Sessions",
};

export const profileWords = {
  intro: "How others in your projects see you.",
  name: "Name",
  email: "E-mail",
  emailHelp: "You sign in with it. It cannot be changed here.",
  nameMissing: "Enter your name.",
  submit: "Save",
  saved: "Profile successfully changed",
};

export const passwordWords = {
  intro: "Your access tokens stay as they are. Your sessions in other browsers end.",
  current: "Current password",
  currentMissing: "Enter your current password.",
  currentWrong: "This is not your current password.",
  fresh: "New password",
  freshHelp: "At least 12 characters; 15 or more are recommended. A sentence is fine.",
  submit: "Change password",
  changed: "Password successfully changed",
  changedText: "Your other sessions have ended. Your access tokens are unchanged.",
};

export const sessionWords = {
  intro: "Where you are signed in. Access tokens are no sessions: they stay as they are.",
  everywhere: "Sign out everywhere",
  everywhereText: "Every session ends, this one too. Your access tokens stay as they are.",
  loading: "Loading sessions",
  failed: "The sessions could not be loaded",
  current: "This browser",
  browser: "Browser",
  address: "Address",
  since: "Signed in",
  until: "Ends",
  end: "End",
  endOf: (browser: string, address: string) => `End the session of ${browser} at ${address}`,
  ended: "Session successfully ended",
  endFailed: "The session goes on",
  unknown: "Unknown program",
  on: (browser: string, system: string) => `${browser} on ${system}`,
};
