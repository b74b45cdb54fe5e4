import { expect, test } from "vitest";
import { isCommonPassword } from "../../src/core/known-password.ts";

const known = new Set(["password", "dragon", "monkey", "leavemealone"]);

test.each([
  "leavemealone",
  "LeaveMeAlone",
  "password1234",
  "Password!!!!".slice(0, 11),
  "dragonmonkey",
  "aaaaaaaaaaaa",
  "xyzxyzxyzxyz",
  "12 12 12 12 12 ",
  "123456789012",
  "098765432109",
  "abcdefghijklm",
  "qwertyuiopas",
])("is among the first that anybody would try: %s", (password) => {
  expect(isCommonPassword(password, known)).toBe(true);
});

test.each([
  "correct horse battery staple",
  "dragon monkey password",
  "my dragon likes 7 monkeys",
  "plum-Lantern-42-orbit",
  "passwort1234",
  "password12345",
  "пароль из многих слов",
  "🗝️🗝️🗝️🐴🔋",
])("is not: %s", (password) => {
  expect(isCommonPassword(password, known)).toBe(false);
});
