/** Who an identity provider says somebody is. `issuer` and `subject` together name a person for good (OIDC Core §5.7). */
export interface Identity {
  issuer: string;
  subject: string;
  name: string | undefined;
  /** Only if the provider says that it is theirs. */
  verifiedEmail: string | undefined;
  groups: readonly string[];
}

/** What somebody who signs in for the first time becomes in a project; who only asks waits for an administrator. */
export const ADMISSIONS = ["admin", "member", "ask"] as const;
export type Admission = (typeof ADMISSIONS)[number];

/** Whom the operator lets into which project on their first sign-in. */
export interface AdmissionRule {
  /** Everybody whom the provider knows, an e-mail domain, or a group that the provider tells of. */
  whom: { everybody: true } | { domain: string } | { group: string };
  projectSlug: string;
  as: Admission;
}

/**
 * Reads `group:platform=default/admin, domain:example.com=default/member, *=default/ask`. Throws what is wrong with the
 * first rule that is none.
 */
export function parseAdmissionRules(text: string): AdmissionRule[] {
  return text.split(",").flatMap((part) => (part.trim() === "" ? [] : parseRule(part.trim())));
}

function parseRule(text: string): AdmissionRule {
  const [, everybody, kind, name, projectSlug = "", as] =
    /^(?:(\*)|(domain|group):(.+))=([a-z0-9][a-z0-9-]*)\/(\w+)$/.exec(text) ?? [];
  const admission = ADMISSIONS.find((one) => one === as);
  if (!admission) {
    throw new Error(
      "must be comma-separated rules such as group:platform=default/admin, domain:example.com=default/member or *=default/ask",
    );
  }
  return { whom: whomOf(everybody, kind, name ?? ""), projectSlug, as: admission };
}

function whomOf(
  everybody: string | undefined,
  kind: string | undefined,
  name: string,
): AdmissionRule["whom"] {
  if (everybody !== undefined) return { everybody: true };
  return kind === "domain" ? { domain: name.toLowerCase() } : { group: name };
}

/** What somebody becomes where: in each project the first rule that is about them counts. */
export function admissionsOf(
  rules: readonly AdmissionRule[],
  somebody: { email: string; groups: readonly string[] },
): ReadonlyMap<string, Admission> {
  const fitting = rules.filter(({ whom }) => isAbout(whom, somebody));
  return new Map(fitting.toReversed().map(({ projectSlug, as }) => [projectSlug, as]));
}

/** A domain is the whole of what follows the last @: `example.com` is not `sub.example.com`. */
function isAbout(
  whom: AdmissionRule["whom"],
  { email, groups }: { email: string; groups: readonly string[] },
): boolean {
  if ("group" in whom) return groups.includes(whom.group);
  if ("domain" in whom) return email.slice(email.lastIndexOf("@") + 1) === whom.domain;
  return true;
}
