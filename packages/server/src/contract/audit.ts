import { z } from "zod";
import { defineRoute } from "./route.ts";
import { digest, instant, moment } from "./schemas.ts";
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
    leafIndex: z
      .int()
      .nullable()
      .describe("Its place in the sealed log; null = it is sealed within a second"),
    leafHash: digest.nullable().describe("What the log has for this place"),
  })
  .meta({ id: "AuditEvent" });

const auditHead = z
  .object({
    origin: z.string().describe("Which log it is"),
    size: z.int().describe("Of how many events it is made"),
    rootHash: digest,
    checkpoint: z
      .string()
      .describe("The same, signed: a tlog checkpoint in a signed note. Keep it to check the log later"),
    verifierKey: z.string().describe("The public key of the signature, as verifiers of signed notes take it"),
  })
  .meta({ id: "AuditHead" });

const count = z.coerce.number().int().min(0);

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
  getAuditHead: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/audit/head",
    summary: "The signed head of the project's sealed log, over everything until now",
    answer: { status: 200, body: auditHead },
    refusals: [],
  }),
  getAuditProof: defineRoute({
    ...reading,
    method: "GET",
    path: "/v1/audit/proof",
    summary: "That an event is in the log, or that the log has only grown (RFC 9162)",
    query: z.strictObject({
      leafIndex: count
        .optional()
        .describe("Proves that this event is in the tree; default, without `first`: the newest"),
      first: count.min(1).optional().describe("Proves that the tree begins with the tree of so many events"),
      size: count.optional().describe("The size of the tree; default: all that is sealed"),
    }),
    answer: {
      status: 200,
      body: z
        .object({
          size: z.int(),
          rootHash: digest,
          leafIndex: z.int().nullable(),
          first: z.int().nullable(),
          hashes: z.array(digest).describe("From the leaf to the root"),
        })
        .meta({ id: "AuditProof" }),
    },
    refusals: ["invalid_request"],
  }),
};
