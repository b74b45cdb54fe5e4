import { BlockList, isIP } from "node:net";

/** Whether a text is an address or a CIDR range, IPv4 or IPv6. */
export function isIpRule(rule: string): boolean {
  const [address = "", bits, ...rest] = rule.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** Whether an address lies in one of the rules; an IPv4 address also in its IPv6-mapped form. No address lies in none. */
export function isIpAllowed(rules: readonly string[], ip: string | undefined): boolean {
  return ipMatcher(rules)(ip ?? "");
}

/** The same for many addresses and the same rules. */
export function ipMatcher(rules: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const rule of rules) {
    const { address, bits, family } = parseRule(rule);
    list.addSubnet(address, bits, family);
  }
  return (ip) => {
    const plain = plainIp(ip);
    return isAddress(plain) && list.check(plain, familyOf(plain));
  };
}

/** Whether a text is one address, without a zone. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/** Whether `wanted` allows nothing beyond `held`; no rules allow every address. */
export function coversIpRules(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return true;
  return wanted.length > 0 && wanted.every((rule) => held.some((own) => coversRule(own, rule)));
}

function coversRule(held: string, wanted: string): boolean {
  const inner = parseRule(wanted);
  const outer = parseRule(held);
  return outer.family === inner.family && outer.bits <= inner.bits && isIpAllowed([held], inner.address);
}

function parseRule(rule: string): { address: string; bits: number; family: "ipv4" | "ipv6" } {
  const [address = "", bits] = rule.split("/");
  const family = familyOf(address);
  return { address, bits: Number(bits ?? (family === "ipv4" ? 32 : 128)), family };
}

/** An IPv4 address that arrived as IPv6, `::ffff:10.0.0.1`, as what it is. */
export function plainIp(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, "");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
