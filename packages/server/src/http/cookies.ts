import type { FastifyReply } from "fastify";
import { LIMITS } from "../core/limits.ts";

const SESSION = "tokenhouse_session";
const DEVICE = "tokenhouse_device";
const DEVICE_SECONDS = 400 * 24 * 60 * 60;

/** The session cookies of a request, under both names: more than one is for the reader to refuse. */
export function readSessionCookies(header: string | undefined): string[] {
  return readCookies(header, SESSION);
}

export function readDeviceCookie(header: string | undefined): string | undefined {
  return readCookies(header, DEVICE)[0];
}

/** All values, not the first: a second cookie of the same name may have been planted by a neighbouring host. */
function readCookies(header: string | undefined, name: string): string[] {
  return (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .flatMap((pair) => [`${name}=`, `__Host-${name}=`].flatMap((start) => after(pair, start)));
}

function after(pair: string, start: string): string[] {
  return pair.startsWith(start) ? [pair.slice(start.length)] : [];
}

export function setSessionCookies(
  reply: FastifyReply,
  isSecure: boolean,
  { session, device }: { session: string; device: string },
): void {
  void reply
    .setCookie(nameOf(SESSION, isSecure), session, cookieOptions(isSecure, LIMITS.sessionSeconds))
    .setCookie(nameOf(DEVICE, isSecure), device, cookieOptions(isSecure, DEVICE_SECONDS));
}

/** The device stays known: signing out must not hand the account's tries to strangers. */
export function clearSessionCookie(reply: FastifyReply, isSecure: boolean): void {
  void reply.clearCookie(nameOf(SESSION, isSecure), cookieOptions(isSecure, 0));
}

function nameOf(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name;
}

function cookieOptions(isSecure: boolean, maxAge: number) {
  return { path: "/", httpOnly: true, sameSite: "strict" as const, secure: isSecure, maxAge };
}
