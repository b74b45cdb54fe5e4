import type { Project } from "../core/project.ts";
import { mayGenerate } from "../core/project.ts";
import type { Member as StoredMember } from "../storage/members.ts";
import type { Sought } from "../storage/members.ts";
import { countMembers, findMembers as readFound, listMembers as readMembers } from "../storage/members.ts";
import type { Caller, Service } from "./context.ts";
import { getStoredMember } from "./member-access.ts";
import type { PageQuery } from "./page.ts";
import { readPage } from "./page.ts";

export type { Sought };

export interface Member extends StoredMember {
  /** What role, token access, the project's setting and its plan come to. */
  mayGenerate: boolean;
}

export function describeMember(member: StoredMember, project: Project): Member {
  return { ...member, mayGenerate: member.active && mayGenerate(project, member) };
}

/** The project's members by e-mail address, a page at a time. */
export async function listMembers(
  service: Service,
  { project }: Caller,
  query: PageQuery & { search?: string | undefined },
): Promise<{ items: Member[]; nextCursor: string | null; total: number }> {
  const { search } = query;
  const { items, ...page } = await readPage(query, {
    context: ["members", project.id, search],
    read: (page) => readMembers(project.id, service.db, { search, page, nowMs: service.now() }),
    positionOf: ({ email, id }) => [email, id],
    kinds: ["string", "string"],
    count: () => countMembers(project.id, service.db, search),
  });
  return { ...page, items: items.map((member) => describeMember(member, project)) };
}

/** The members that a directory seeks, by e-mail address and by their number in that order. */
export async function findMembers(
  { db, now }: Service,
  { project }: Caller,
  sought: Sought & { offset: number; limit: number },
): Promise<{ items: Member[]; total: number }> {
  const [items, total] = await readFound(project.id, db, { ...sought, nowMs: now() });
  return { items: items.map((member) => describeMember(member, project)), total };
}

export async function getMember(service: Service, { project }: Caller, id: string): Promise<Member> {
  return describeMember(await getStoredMember(service, service.db, { projectId: project.id, id }), project);
}
