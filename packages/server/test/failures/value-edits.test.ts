import { digestToken } from "@tokenhouse/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checksum } from "../../../sdk/src/token-format.ts";
import { tellToken } from "../../src/service/check-token.ts";
import type { Installation } from "../fixture.ts";
import { addServiceAccount, mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/** Elsewhere a token that was cut short was still a token. */

const CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-. \0é";

let team: Installation & Team;
const values: Record<string, string> = {};

beforeAll(async () => {
  team = await startTeam();
  const as = team.owner.session;
  const serviceAccount = await addServiceAccount(team, as, { name: "runner", role: "member" });
  values["a personal token"] = (await mint(team, as)).value;
  values["a service token"] = (await mint(team, as, { serviceAccount })).value;
  const { id, value } = await mint(team, as);
  values["a value in its overlap"] = value;
  const { body } = await team.call("rotateToken", as, { id, body: { overlapSeconds: 3600 } });
  values["a rotated value"] = String(body.value);
});
afterAll(() => team.stop());

/** Every text that one slip of a finger, a cut or a tail makes of a value. */
function* editsOf(value: string): Generator<string> {
  for (let at = 0; at < value.length; at++) {
    const [before, after] = [value.slice(0, at), value.slice(at)];
    yield before;
    if (at > 0) yield after;
    yield before + after.slice(1);
    for (const character of CHARACTERS) {
      if (character !== value[at]) yield before + character + after.slice(1);
      yield before + character + after;
    }
    if (after.length > 1 && after[0] !== after[1]) yield `${before}${after[1]}${after[0]}${after.slice(2)}`;
  }
  for (const character of CHARACTERS) yield value + character;
}

const isAccepted = async (value: string) => (await tellToken(team.service, { value }, { scopes: [] })).valid;

describe.each(["a personal token", "a service token", "a value in its overlap", "a rotated value"])(
  "of %s",
  (kind) => {
    test("C-12: no part, no extension and no edit of one character is accepted, before it is held and after", async () => {
      const value = values[kind] ?? "";
      const edits = new Set(editsOf(value));
      expect(edits.size).toBeGreaterThan(6000);
      for (const _ of ["from storage", "from memory"]) {
        const accepted: string[] = [];
        for (const edit of edits) if (await isAccepted(edit)) accepted.push(edit);
        expect(accepted).toEqual([]);
        expect(await isAccepted(value)).toBe(true);
      }
    });

    test("C-12: nor is one that was given the checksum of its own", async () => {
      const body = (values[kind] ?? "").slice(0, -6);
      const codes: string[] = [];
      for (const edit of new Set(editsOf(body))) {
        if (edit === body) continue;
        const told = await tellToken(team.service, { value: edit + checksum(edit) }, { scopes: [] });
        if (told.code !== "malformed") codes.push(told.code);
      }
      expect(codes.length).toBeGreaterThan(2000);
      expect(new Set(codes)).toEqual(new Set(["not_found"]));
    });

    test("C-12: nor is a digest that differs in one digit", async () => {
      const digest = digestToken(values[kind] ?? "");
      for (let at = 0; at < digest.length; at++) {
        const told = await tellToken(team.service, { digest: replaced(digest, at) }, { scopes: [] });
        expect(told.valid).toBe(false);
      }
      expect(await tellToken(team.service, { digest }, { scopes: [] })).toMatchObject({ valid: true });
    });
  },
);

function replaced(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
}
