import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";

interface ServiceAccountLinkProps {
  account: { id: string; name: string };
  /** Font weight. */
  fw?: number;
}

/** A service account's name, and the way to its page. */
export function ServiceAccountLink({ account: { id, name }, fw }: ServiceAccountLinkProps) {
  return (
    <Anchor
      size="sm"
      fw={fw}
      className="as-typed"
      renderRoot={(props) => <Link to="/project/service-accounts/$id" params={{ id }} {...props} />}
    >
      {name}
    </Anchor>
  );
}
