export { coverAll, covers, SCOPE_PATTERN } from "@tokenhouse/sdk/memory";
