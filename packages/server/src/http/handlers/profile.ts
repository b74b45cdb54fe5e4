import { changeName, changePassword, endSession, endSessions, listSessions } from "../../service/profile.ts";
import {
  beginSecondFactor,
  confirmFirstCode,
  describeSecondFactor,
  removeSecondFactor,
} from "../../service/second-factor.ts";
import { clearSessionCookie } from "../cookies.ts";
import type { Handlers } from "../mount.ts";
import { personOf } from "../person.ts";
import { instantOf } from "../../core/wire-token.ts";

export const profileHandlers: Pick<
  Handlers,
  | "changeProfile"
  | "changePassword"
  | "getSecondFactor"
  | "beginSecondFactor"
  | "confirmSecondFactor"
  | "removeSecondFactor"
  | "listSessions"
  | "endSession"
  | "endSessions"
> = {
  changeProfile: ({ service }, call) => changeName(service, personOf(call), call.body.name),

  async changePassword({ service }, call) {
    await changePassword(service, personOf(call), call.body);
    return undefined;
  },

  async getSecondFactor({ service }, call) {
    const { confirmedAtMs, recoveryCodesLeft } = await describeSecondFactor(service, personOf(call));
    return { since: confirmedAtMs === null ? null : instantOf(confirmedAtMs), recoveryCodesLeft };
  },

  beginSecondFactor: ({ service }, call) => beginSecondFactor(service, personOf(call), call.body.password),

  async confirmSecondFactor({ service }, call) {
    return { recoveryCodes: await confirmFirstCode(service, personOf(call), call.body.code) };
  },

  async removeSecondFactor({ service }, call) {
    await removeSecondFactor(service, personOf(call), call.body);
    return undefined;
  },

  async listSessions({ service }, call) {
    const sessions = await listSessions(service, personOf(call));
    return {
      items: sessions.map(({ id, current, createdAtMs, expiresAtMs, ip, userAgent }) => ({
        id,
        current,
        createdAt: instantOf(createdAtMs),
        expiresAt: instantOf(expiresAtMs),
        ip,
        userAgent,
      })),
    };
  },

  async endSession({ service }, call) {
    await endSession(service, personOf(call), call.params.id);
    return undefined;
  },

  async endSessions({ service, isSecure }, call) {
    await endSessions(service, personOf(call));
    clearSessionCookie(call.reply, isSecure);
    return undefined;
  },
};
