export const words = {
  title: "Join Tokenhouse",
  welcome: (project: string) => `You are invited to the project ${project}.`,
  help: "Choose your name and a password. You are signed in afterwards.",
  email: "E-mail",
  name: "Your name",
  password: "Password",
  passwordHelp: "At least 12 characters; 15 or more are recommended. A sentence is fine.",
  missing: "This field is needed.",
  submit: "Join and sign in",
  incomplete: "The link is not complete. Open the whole invitation link that you were sent.",
  ended: "This link has been used, replaced, or has ended. Ask whoever invited you for a new one.",
  signIn: "Sign in",
};
