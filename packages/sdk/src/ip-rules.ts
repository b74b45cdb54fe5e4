import { isIP } from "node:net";

/** Whether an address is allowed; an unknown one never is. */
export type IpCheck = (ip: string | undefined) => boolean;

/** The first `bits` of an address, written as IPv6 in groups of 16 bits: IPv4 lies in ::ffff:0:0/96 (RFC 4291 §2.5.5.2). */
interface IpRange {
  groups: readonly number[];
  bits: number;
}

/** Whether a text is an address or a CIDR range, IPv4 or IPv6. */
export function isIpRule(rule: string): boolean {
  const [address = "", bits, ...rest] = rule.split("/");
  if (!isAddress(address) || rest.length > 0) return false;
  const most = address.includes(":") ? 128 : 32;
  return bits === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= most);
}

/**
 * Reads the rules once, for any number of addresses: whether an address lies in one of them, an IPv4 address also in
 * its IPv6-mapped form. No address lies in no rules.
 */
export function compileIpRules(rules: readonly string[]): IpCheck {
  const ranges = rules.map(parseRange);
  let last: string | undefined;
  let isLastAllowed = false;
  return (ip) => {
    // Callers come in rows from one address.
    if (ip === undefined || ip !== last) {
      const groups = ip === undefined ? undefined : parseAddress(ip);
      isLastAllowed = groups !== undefined && ranges.some((range) => contains(range, groups));
      last = ip;
    }
    return isLastAllowed;
  };
}

/** Whether an address lies in one of the rules. */
export function isIpAllowed(rules: readonly string[], ip: string | undefined): boolean {
  return compileIpRules(rules)(ip);
}

/** Whether `wanted` allows nothing beyond `held`; no rules allow every address. */
export function coversIpRules(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return true;
  return wanted.length > 0 && wanted.every((rule) => held.some((own) => coversRule(own, rule)));
}

/** An IPv4 address that arrived as IPv6, `::ffff:10.0.0.1`, as what it is. */
export function plainIp(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, "");
}

function coversRule(held: string, wanted: string): boolean {
  if (held.includes(":") !== wanted.includes(":")) return false;
  const [outer, inner] = [parseRange(held), parseRange(wanted)];
  return outer.bits <= inner.bits && contains(outer, inner.groups);
}

function parseRange(rule: string): IpRange {
  const [address = "", bits] = rule.split("/");
  const isShort = !address.includes(":");
  const own = Number(bits ?? (isShort ? 32 : 128));
  return { groups: parseAddress(address) ?? [], bits: isShort ? own + 96 : own };
}

/** Whether a text is one address, without a zone (`fe80::1%eth0`), which means something on one machine only. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

function parseAddress(ip: string): readonly number[] | undefined {
  if (!isAddress(ip)) return undefined;
  if (!ip.includes(":")) return [0, 0, 0, 0, 0, 0xffff, ...groupsOf(ip)];
  const [before = "", after] = ip.split("::");
  const [head, tail] = [groupsOf(before), groupsOf(after ?? "")];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

/** The groups of a part of an address; its end may be written as IPv4. */
function groupsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

function contains({ groups, bits }: IpRange, address: readonly number[]): boolean {
  if (groups.length === 0) return false;
  for (let at = 0; at * 16 < bits; at++) {
    const unused = Math.max(0, 16 - (bits - at * 16));
    if (((groups[at] ?? 0) ^ (address[at] ?? 0)) >>> unused !== 0) return false;
  }
  return true;
}
