import { t } from "../i18n.ts";

const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);

/** Whether a text is an address or a CIDR range, IPv4 or IPv6. */
export function isAddressRule(rule: string): boolean {
  const [address = "", bits, ...rest] = rule.split("/");
  const isIpv4 = IPV4.test(address);
  if (rest.length > 0 || (!isIpv4 && !isIpv6(address))) return false;
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (isIpv4 ? 32 : 128));
}

/** The browser's own reading of addresses, which knows every way to shorten one. */
function isIpv6(address: string): boolean {
  return /^[\da-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]`);
}

/** Names the first text that is no address, before the server has to. */
export function addressFault(rules: readonly string[]): string | undefined {
  const wrong = rules.find((rule) => !isAddressRule(rule));
  return wrong === undefined ? undefined : t("generate.addresses.wrong", { rule: wrong });
}
