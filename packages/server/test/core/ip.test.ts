import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coversIpRules, isIpAllowed, isIpRule, plainIp } from "../../src/core/ip.ts";

/** Addresses from a few crowded corners, so that ranges contain each other often. */
const v4 = fc
  .tuple(fc.constantFrom(10, 192), fc.constantFrom(0, 168), fc.nat(3), fc.nat(255))
  .map((parts) => parts.join("."));
const v6 = fc
  .tuple(fc.constantFrom("2001:db8", "fe80"), fc.constantFrom("0", "a", "ffff"), fc.nat(0xffff))
  .map(([head, middle, tail]) => `${head}:${middle}::${tail.toString(16)}`);
const mapped = v4.map((address) => `::ffff:${address}`);
const mappedInHex = v4.map((address) => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
});
const addresses = fc.oneof(v4, v6, mapped, mappedInHex);
const rules = fc.tuple(addresses, fc.option(fc.nat(128), { nil: undefined })).map(([address, bits]) => {
  const most = address.includes(":") ? 128 : 32;
  return bits === undefined ? address : `${address}/${Math.min(bits, most)}`;
});
const ruleLists = fc.array(rules, { maxLength: 4 });

const isAllowedBy = (list: readonly string[], ip: string) => list.length === 0 || isIpAllowed(list, ip);

describe("a rule for addresses", () => {
  it.each(["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::1", "::/0", "::ffff:10.0.0.1/128"])(
    "may be %s",
    (rule) => {
      expect(isIpRule(rule)).toBe(true);
    },
  );

  it.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.1/33",
    "10.0.0.1/-1",
    "10.0.0.1/",
    "10.0.0.1/08",
    "10.0.0.1/8/8",
    "10.0.0.1/8 ",
    " 10.0.0.1",
    "10.0.0.1:80",
    "10.0.0.0/255.0.0.0",
    "::1/129",
    "[::1]",
    "fe80::1%eth0",
    "fe80::1%eth0/64",
    "localhost",
    "*",
  ])("may not be %j", (rule) => {
    expect(isIpRule(rule)).toBe(false);
  });

  it("is what this suite's own rules are", () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(isIpRule(rule)).toBe(true);
      }),
    );
  });
});

describe("an address", () => {
  it.each([
    ["10.1.2.3", "10.0.0.0/8", true],
    ["11.1.2.3", "10.0.0.0/8", false],
    ["10.0.0.1", "10.0.0.1", true],
    ["10.0.0.2", "10.0.0.1", false],
    ["10.0.0.2", "10.0.0.1/31", false],
    ["10.0.0.3", "10.0.0.2/31", true],
    ["8.8.8.8", "0.0.0.0/0", true],
    ["::ffff:10.1.2.3", "10.0.0.0/8", true],
    ["::FFFF:10.1.2.3", "10.0.0.0/8", true],
    ["::ffff:a01:203", "10.0.0.0/8", true],
    ["::ffff:11.1.2.3", "10.0.0.0/8", false],
    ["::10.1.2.3", "10.0.0.0/8", false],
    ["2001:db8:1::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["2001:DB8::1", "2001:db8:0:0:0:0:0:1", true],
  ])("%s under %s is allowed: %s", (ip, rule, expected) => {
    expect(isIpAllowed([rule], ip)).toBe(expected);
  });

  it.each([
    undefined,
    "",
    "unknown",
    "10.0.0.1:443",
    "10.0.0.1, 10.0.0.2",
    "fe80::1%eth0",
    "::ffff:10.0.0.1%1",
  ])("of %j is in no range, not even in the widest", (ip) => {
    expect(isIpAllowed(["0.0.0.0/0", "::/0"], ip)).toBe(false);
  });

  it("is in the range of its own bits, however many of them count, and in an IPv6 spelling too", () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), (ip, bits) => {
        expect(isIpAllowed([`${ip}/${bits}`], ip)).toBe(true);
        expect(isIpAllowed([`${ip}/${bits}`], `::ffff:${ip}`)).toBe(true);
      }),
    );
  });

  it("is allowed by no list that is empty", () => {
    fc.assert(
      fc.property(addresses, (ip) => {
        expect(isIpAllowed([], ip)).toBe(false);
      }),
    );
  });

  it("mapped into IPv6 is read as what it is, and nothing else is changed", () => {
    expect(plainIp("::ffff:10.0.0.1")).toBe("10.0.0.1");
    expect(["::1", "10.0.0.1", "2001:db8::ffff:1", "x::ffff:10.0.0.1"].map(plainIp)).toEqual([
      "::1",
      "10.0.0.1",
      "2001:db8::ffff:1",
      "x::ffff:10.0.0.1",
    ]);
  });
});

describe("rules that are handed on", () => {
  it("allow no address that the rules they come from refuse", () => {
    let covered = 0;
    const near = ruleLists.chain((held) =>
      fc.tuple(
        fc.constant(held),
        fc.array(held.length > 0 ? fc.oneof(rules, fc.constantFrom(...held)) : rules),
      ),
    );
    fc.assert(
      fc.property(near, fc.array(addresses, { minLength: 20, maxLength: 20 }), ([held, wanted], ips) => {
        if (!coversIpRules(held, wanted)) return;
        if (held.length > 0) covered++;
        const inside = [...ips, ...wanted.map((rule) => rule.replace(/\/.*$/, ""))];
        const escaped = inside.filter((ip) => isAllowedBy(wanted, ip) && !isAllowedBy(held, ip));
        expect(escaped).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(covered).toBeGreaterThan(200);
  });

  it.each([
    [[], ["10.0.0.1"], true],
    [[], [], true],
    [["10.0.0.0/8"], ["10.1.0.0/16", "10.2.3.4"], true],
    [["10.0.0.0/8"], ["10.1.2.3/8"], true],
    [["10.0.0.0/8", "2001:db8::/32"], ["2001:db8:1::/48"], true],
    [["10.0.0.0/8"], [], false],
    [["10.0.0.0/8"], ["10.0.0.0/7"], false],
    [["10.0.0.0/8"], ["10.0.0.1", "11.0.0.1"], false],
    [["10.0.0.0/8"], ["::/0"], false],
    [["10.0.0.1"], ["10.0.0.0/31"], false],
  ])("%j may be handed on as %j: %s", (held, wanted, expected) => {
    expect(coversIpRules(held, wanted)).toBe(expected);
  });
});
