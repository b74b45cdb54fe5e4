import { issueLoginCode, redeemLoginCode } from "../../service/login-codes.ts";
import type { Handlers } from "../mount.ts";
import { wireToken } from "../../core/wire-token.ts";

export const loginCodeHandlers: Pick<Handlers, "issueLoginCode" | "redeemLoginCode"> = {
  issueLoginCode: async ({ service }, { caller, body }) => ({
    code: await issueLoginCode(service, caller, body),
  }),

  async redeemLoginCode({ service }, { body, origin }) {
    const { value, token } = await redeemLoginCode(service, body, origin);
    return { value, token: wireToken(token, service.now()) };
  },
};
