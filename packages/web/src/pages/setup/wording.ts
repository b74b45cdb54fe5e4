export const words = {
  title: "Set up Tokenhouse",
  intro: "Create the first project and its owner. You are signed in afterwards.",
  project: "Project name",
  projectHelp: "Whose access tokens these are, for example your company or product.",
  name: "Your name",
  email: "E-mail",
  password: "Password",
  passwordHelp: "At least 12 characters; 15 or more are recommended. A sentence is fine.",
  submit: "Create project and sign in",
  missing: "This field is needed.",
  done: "This installation is set up already.",
  signIn: "Sign in",
  secretMissing:
    "The link is not complete. Open the whole set-up link that the server printed when it started.",
};
