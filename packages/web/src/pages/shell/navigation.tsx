import { Link, useMatchRoute } from "@tanstack/react-router";
import type { SignedIn } from "../../api.ts";
import { t } from "../../i18n.ts";
import { type Entry, sectionsFor } from "./sections.ts";

export function Navigation({ signedIn }: { signedIn: SignedIn }) {
  return sectionsFor(signedIn).map(({ title, entries }) => (
    <div key={title ?? ""}>
      {title && <p className="shell-area">{t(title)}</p>}
      <Entries entries={entries} />
    </div>
  ));
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const matchRoute = useMatchRoute();
  return entries.map(({ to, label, Icon }) => {
    const here = matchRoute({ to, fuzzy: true }) !== false;
    return (
      <Link key={to} to={to} className="shell-link" aria-current={here ? "page" : undefined}>
        <Icon size={18} stroke={1.75} aria-hidden />
        {t(label)}
      </Link>
    );
  });
}
