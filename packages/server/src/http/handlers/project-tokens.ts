import { changeProjectTokens } from "../../service/change-tokens.ts";
import { exportProjectTokens, listProjectTokens, summarizeProjectTokens } from "../../service/list-tokens.ts";
import { csvOf } from "../csv.ts";
import type { Handlers } from "../mount.ts";
import { tokenQueryOf } from "../token-query.ts";
import { wireToken } from "../../core/wire-token.ts";

export const projectTokenHandlers: Pick<
  Handlers,
  | "listProjectTokens"
  | "exportProjectTokensCsv"
  | "exportProjectTokensJson"
  | "summarizeProjectTokens"
  | "changeProjectTokens"
> = {
  async listProjectTokens({ service, usage }, { caller, query }) {
    await usage.flush();
    const { items, ...page } = await listProjectTokens(service, caller, tokenQueryOf(query));
    return { ...page, items: items.map((token) => wireToken(token, service.now())) };
  },

  async exportProjectTokensCsv({ service, usage }, { caller, query, reply }) {
    await usage.flush();
    const tokens = await exportProjectTokens(service, caller, tokenQueryOf(query));
    void reply.header("Content-Disposition", 'attachment; filename="project-tokens.csv"');
    return csvOf(
      CSV_COLUMNS,
      tokens.map((token) => csvRow(wireToken(token, service.now()))),
    );
  },

  async exportProjectTokensJson({ service, usage }, { caller, query, reply }) {
    await usage.flush();
    void reply.header("Content-Disposition", 'attachment; filename="project-tokens.json"');
    const tokens = await exportProjectTokens(service, caller, tokenQueryOf(query));
    return tokens.map((token) => wireToken(token, service.now()));
  },

  summarizeProjectTokens: ({ service }, { caller, query }) => summarizeProjectTokens(service, caller, query),

  changeProjectTokens: ({ service }, { caller, body }) => changeProjectTokens(service, caller, body),
};

function csvRow({
  holder,
  createdBy,
  scopes,
  ipAllowList,
  rateLimit,
  ...plain
}: ReturnType<typeof wireToken>) {
  return {
    ...plain,
    holder: holder.name,
    holderEmail: holder.email,
    createdBy: createdBy.name,
    scopes: scopes.join(" "),
    ipAllowList: ipAllowList.join(" "),
    rateLimit: rateLimit && `${rateLimit.requests}/${rateLimit.windowSeconds}s`,
  };
}

const CSV_COLUMNS = [
  "id",
  "kind",
  "name",
  "description",
  "hint",
  "status",
  "holder",
  "holderEmail",
  "scopes",
  "ipAllowList",
  "rateLimit",
  "createdBy",
  "createdAt",
  "expiresAt",
  "lastUsedAt",
  "lastUsedIp",
  "lastUsedUserAgent",
  "lastUsedBy",
  "revokedAt",
  "revokeReason",
] as const;
