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
  const plain = ip?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
  if (!isIpRule(plain) || plain.includes("/")) return false;
  const list = new BlockList();
  for (const rule of rules) {
    const [address = "", bits] = rule.split("/");
    const family = familyOf(address);
    list.addSubnet(address, Number(bits ?? (family === "ipv4" ? 32 : 128)), family);
  }
  return list.check(plain, familyOf(plain));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
