import { Text } from "@mantine/core";
import type { Token } from "@tokenhouse/sdk/client";

/** What a token is called. */
export function NameLink({ token: { name } }: { token: Token }) {
  return (
    <Text span size="sm" fw={600} lineClamp={2} className="as-typed" title={name}>
      {name}
    </Text>
  );
}
