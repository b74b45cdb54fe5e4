import { attempt, NotSignedInError } from "../attempt.ts";
import { askingCommand } from "../session/asking.ts";
import type { Connection } from "../session/connect.ts";
import { profileNameOf, profileOf } from "../session/connect.ts";
import { endOwnToken } from "../session/end-own-token.ts";
import { readProfiles, writeProfiles } from "../session/profiles.ts";
import { print } from "../terminal/print.ts";

export const logout = askingCommand("logout")
  .description("forget the token that is kept here; one that «login» generated is revoked, too")
  .action((options: Connection) =>
    attempt(async () => {
      const name = profileNameOf(options);
      const profile = profileOf(options);
      if (!profile) throw new NotSignedInError(`Nobody is signed in here as ${name}`);
      await endOwnToken(profile);
      const { [name]: _forgotten, ...others } = readProfiles(process.env).profiles;
      const [current = "default"] = Object.keys(others);
      writeProfiles(process.env, { current, profiles: others });
      print({ url: profile.url, profile: name }, options, () => `Signed out at ${profile.url}.`);
    }),
  );
