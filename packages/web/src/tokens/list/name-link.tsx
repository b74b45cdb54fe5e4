import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Token } from "@tokenhouse/sdk/client";

/** What a token is called, and the way to everything known of it. */
export function NameLink({ token: { id, name } }: { token: Token }) {
  return (
    <Anchor
      size="sm"
      fw={600}
      c="inherit"
      lineClamp={2}
      className="as-typed"
      title={name}
      renderRoot={(props) => <Link to="/tokens/$id" params={{ id }} {...props} />}
    >
      {name}
    </Anchor>
  );
}
