import { z } from "zod";
import { defineRoute } from "./route.ts";
import { instant, moment } from "./schemas.ts";
import { pageOf, pageQuery } from "./tokens.ts";

/** What happened: who, from where, what, on which token or member, before and after. */
export const auditEvent = z
  .object({
    id: z.int(),
    at: instant,
    event: z.string(),
    revision: z.int().nullable(),
    tokenId: z.uuid().nullable(),
    actor: z.object({ type: z.string(), id: z.string().nullable(), name: z.string() }),
    origin: z.object({
      carrier: z.enum(["bearer", "session", "basic", "none"]),
      tokenId: z.string().nullable(),
      ip: z.string(),
      userAgent: z.string(),
      requestId: z.string(),
    }),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEvent" });

const filters = {
  actor: z.uuid().optional().describe("The id of a person or a service account"),
  event: z
    .string()
    .regex(/^[a-z_]+(?:\.[a-z_]+)?$/)
    .max(100)
    .optional()
    .describe("token.created, or token for everything about tokens"),
  tokenId: z.uuid().optional(),
  after: moment.optional().describe("From this instant on"),
  before: moment.optional().describe("Before this instant"),
};

const reading = { credentials: ["bearer", "session"], tag: "Audit log", permission: "audit:read" } as const;

export const auditRoutes = {
  listAuditEvents: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/audit",
    summary: "What happened in the project, newest first",
    query: pageQuery.extend(filters),
    answer: { status: 200, body: pageOf(auditEvent) },
    refusals: [],
  }),
  exportAuditCsv: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/audit.csv",
    summary: "Everything that the filters leave, as CSV",
    query: z.strictObject(filters),
    answer: { status: 200, body: z.string(), media: "text/csv" },
    refusals: [],
  }),
  exportAuditJson: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/audit.json",
    summary: "Everything that the filters leave, as JSON",
    query: z.strictObject(filters),
    answer: { status: 200, body: z.array(auditEvent) },
    refusals: [],
  }),
};
