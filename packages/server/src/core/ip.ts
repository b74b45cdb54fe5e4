export {
  compileIpRules,
  coversIpRules,
  isAddress,
  isIpAllowed,
  isIpRule,
  plainIp,
} from "@tokenhouse/sdk/memory";
