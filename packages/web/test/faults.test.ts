import { TokenhouseError } from "@tokenhouse/sdk/client";
import { afterEach, describe, expect, test } from "vitest";
import { ERRORS } from "../../server/src/core/errors.ts";
import { faultText, fieldFaults } from "../src/faults.ts";
import { isText, speak } from "../src/i18n.ts";

afterEach(() => speak("en"));

const refusal = (code: string, detail: string, status = 409) => new TokenhouseError({ code, detail, status });

test.each(Object.keys(ERRORS))("the refusal %s has words of its own", (code) => {
  expect(isText(`faults.codes.${code}`)).toBe(true);
});

test("in English the server's own words are more exact, elsewhere the code's text stands", async () => {
  const taken = refusal("name_taken", "You already have a token called ci");
  expect(faultText(taken)).toBe("You already have a token called ci.");
  await speak("de");
  expect(faultText(taken)).toBe("Dieser Name ist bereits vergeben.");
  expect(fieldFaults(taken)).toEqual({ name: "Dieser Name ist bereits vergeben." });
});

test("what only the detail tells is added, and an unknown refusal is said as it came", async () => {
  await speak("de");
  expect(faultText(refusal("has_active_tokens", "It has 3 active tokens"))).toContain(
    "It has 3 active tokens",
  );
  expect(faultText(refusal("newer_than_this_page", "wait a day"))).toBe("Wait a day.");
});

test("a fault of the server's names the request for whoever reports it", () => {
  const failed = new TokenhouseError({
    code: "internal_error",
    detail: "Something went wrong here",
    status: 500,
    requestId: "r-1",
  });
  expect(faultText(failed)).toBe("Something went wrong here. Request ID: r-1");
});

describe.each([
  ["must have at least 12 characters", "Mindestens 12 Zeichen."],
  ["must have at most 256 characters", "Höchstens 256 Zeichen."],
  ["must be a whole number of days from 1 to 365", "Eine ganze Zahl von 1 bis 365."],
  ["must be a whole number of days from 1 to 365, or -1 for never", "oder -1 für unbegrenzt"],
  ["must not be blank", "Bitte füllen Sie dieses Feld aus."],
  ["must be * or name:verb with an optional :resource, such as orders:read", "Ein Scope wie orders:read"],
  ["must be an IP address or a CIDR range, such as 10.0.0.0/8", "CIDR-Bereich wie 10.0.0.0/8"],
  ["is taken by another project", "Das ist bereits vergeben."],
  ["must not name a scope twice", "nichts doppelt"],
  ["must be something nobody foresaw", "must be something nobody foresaw"],
])("the fault of a field «%s»", (message, german) => {
  test("is said in the reader's language, with its numbers", async () => {
    await speak("de");
    const errors = [{ path: "field", message }];
    const error = new TokenhouseError({ code: "invalid_request", detail: "…", status: 400, errors });
    expect(fieldFaults(error)["field"]).toContain(german);
  });
});
