import { hostname } from "node:os";
import type { ClientOptions } from "@tokenhouse/sdk/client";
import { createClient, TokenhouseError } from "@tokenhouse/sdk/client";
import { attempt, InputError } from "../attempt.ts";
import { askingCommand } from "../session/asking.ts";
import { loginByBrowser } from "../session/browser-login.ts";
import type { Connection } from "../session/connect.ts";
import { profileNameOf, urlOf } from "../session/connect.ts";
import { endOwnToken } from "../session/end-own-token.ts";
import { wholeNumber } from "../session/option-values.ts";
import type { Profile } from "../session/profiles.ts";
import { profilesFile, readProfiles, writeProfiles } from "../session/profiles.ts";
import { ask, askSecret, isSomebodyThere } from "../terminal/ask.ts";
import { print } from "../terminal/print.ts";
import { readStdin } from "../terminal/stdin.ts";

interface Login extends Connection {
  email?: string;
  lifetimeDays: number;
  browser?: true;
  tokenStdin?: true;
}

export const login = askingCommand("login")
  .description("sign in: with e-mail and password on a terminal, in a browser, or with a token on stdin")
  .option("--email <email>", "who you are; else you are asked")
  .option("--lifetime-days <days>", "of the token that is generated for this machine", wholeNumber, 30)
  .option("--browser", "agree in a browser of this machine, where you may be signed in already")
  .option("--token-stdin", "take the token from stdin, also on a terminal")
  .action((options: Login) =>
    attempt(async () => {
      const url = urlOf(options);
      const where = { url, project: () => options.project };
      const profile = await signIn(where, options);
      await keep(profile, options);
      const me = await createClient({ ...where, token: profile.token }).getMe();
      const name = me.user?.email ?? me.serviceAccount?.name ?? "";
      const answer = { url, profile: profileNameOf(options), project: me.project.slug, name };
      print(answer, options, () => `Signed in at ${url} as ${name}, in ${me.project.slug}.`);
    }),
  );

function signIn(where: ClientOptions & { url: string }, options: Login): Promise<Profile> {
  const { lifetimeDays, project } = options;
  if (options.browser) return loginByBrowser({ url: where.url, project, name: tokenName(), lifetimeDays });
  return isSomebodyThere() && !options.tokenStdin ? generateToken(where, options) : takeToken(where);
}

/** Of the token that is generated for this machine. */
function tokenName(): string {
  return `command line on ${hostname()}, ${new Date().toISOString()}`;
}

async function generateToken(where: ClientOptions, options: Login): Promise<Profile> {
  const email = options.email ?? (await ask(`E-mail at ${where.url}: `));
  const basic = { email, password: await askSecret("Password: ") };
  const body = { name: tokenName(), lifetimeDays: options.lifetimeDays };
  const generate = (code?: string) =>
    createClient({ ...where, basic: { ...basic, ...(code !== undefined && { code }) } }).createToken({
      body,
    });
  const { value, token } = await generate().catch(async (error: unknown) => {
    if (!(error instanceof TokenhouseError) || error.code !== "second_factor_required") throw error;
    return generate(await askSecret("Code of your authenticator app, or a recovery code: "));
  });
  return { url: where.url, token: value, ownTokenId: token.id };
}

/** One that is refused is not kept. */
async function takeToken(where: ClientOptions): Promise<Profile> {
  const token = await readStdin();
  if (token === "") throw new InputError("Give the token on stdin, as in: tokenhouse login < file");
  await createClient({ ...where, token }).getMe();
  return { url: where.url, token };
}

/** The token that an earlier sign-in generated is not needed any more. */
async function keep(profile: Profile, options: Login): Promise<void> {
  const name = profileNameOf(options);
  const { profiles } = readProfiles(process.env);
  const before = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  writeProfiles(process.env, { current: name, profiles: { ...profiles, [name]: profile } });
  if (process.env["TOKENHOUSE_TOKEN"])
    process.stderr.write(
      `Warning: TOKENHOUSE_TOKEN counts more than what is kept in ${profilesFile(process.env)}\n`,
    );
  if (before && before.token !== profile.token) await endOwnToken(before).catch(() => undefined);
}
