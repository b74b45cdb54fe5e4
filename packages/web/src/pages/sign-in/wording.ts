export const words = {
  title: "Sign in",
  email: "E-mail",
  password: "Password",
  submit: "Sign in",
  setupNeeded:
    "This installation has no owner yet. Open the one-time set-up link that the server printed when it started.",
  emailMissing: "Enter your e-mail address.",
  passwordMissing: "Enter your password.",
};
