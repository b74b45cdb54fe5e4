import { getTokenUsage, listTokenEvents, listTokenVersions } from "../../service/token-details.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../../core/wire-token.ts";
import { wireEvent } from "../wire.ts";

export const tokenDetailHandlers: Pick<Handlers, "listTokenVersions" | "listTokenEvents" | "getTokenUsage"> =
  {
    async listTokenVersions({ service }, { caller, params }) {
      const versions = await listTokenVersions(service, caller, params.id);
      return {
        items: versions.map(({ version, createdAtMs, validUntilMs }) => ({
          version,
          createdAt: instantOf(createdAtMs),
          validUntil: instantOf(validUntilMs),
        })),
      };
    },

    async listTokenEvents({ service }, { caller, params, query }) {
      const { items, ...page } = await listTokenEvents(service, caller, { ...query, tokenId: params.id });
      return { ...page, items: items.map(wireEvent) };
    },

    async getTokenUsage({ service, usage }, { caller, params, query }) {
      await usage.flush();
      const { total, days, addresses } = await getTokenUsage(service, caller, {
        ...query,
        tokenId: params.id,
      });
      return {
        total,
        days: days.map(({ startMs, uses }) => ({ date: instantOf(startMs).slice(0, 10), uses })),
        addresses: addresses.map(({ ip, uses, firstMs, lastMs, userAgent, verifier }) => ({
          ip,
          uses,
          firstUsedAt: instantOf(firstMs),
          lastUsedAt: instantOf(lastMs),
          userAgent,
          verifier,
        })),
      };
    },
  };
