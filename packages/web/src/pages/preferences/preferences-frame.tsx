import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatchRoute } from "@tanstack/react-router";
import { t } from "../../i18n.ts";
import { sessionQuery } from "../../queries.ts";

const PAGES = [
  { to: "/preferences/access-tokens", label: "preferences.accessTokens" },
  { to: "/preferences/profile", label: "preferences.profile" },
  { to: "/preferences/password", label: "preferences.password", forPassword: true },
  {
    to: "/preferences/two-step-verification",
    label: "preferences.secondFactor.title",
    forPassword: true,
  },
  { to: "/preferences/sessions", label: "preferences.sessions" },
] as const;

/** What is a person's own, a page each, with the way between them. */
export function PreferencesFrame() {
  const matchRoute = useMatchRoute();
  const { data: signedIn } = useQuery(sessionQuery);
  const pages = PAGES.filter((one) => !("forPassword" in one) || signedIn?.hasPassword);
  return (
    <>
      <nav className="page-links" aria-label={t("preferences.title")}>
        {pages.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className="page-link"
            aria-current={matchRoute({ to }) === false ? undefined : "page"}
          >
            {t(label)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
