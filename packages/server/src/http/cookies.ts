import type { FastifyReply } from "fastify";
import { LIMITS } from "../core/limits.ts";

const SESSION = "tokenhouse_session";
const DEVICE = "tokenhouse_device";
/** A sign-in by an identity provider that is under way. */
const IDENTIFICATION = "tokenhouse_identification";
const DEVICE_SECONDS = 400 * 24 * 60 * 60;

/** The session cookies of a request, under both names: more than one is for the reader to refuse. */
export function readSessionCookies(header: string | undefined): string[] {
  return readCookies(header, SESSION);
}

export function readDeviceCookie(header: string | undefined): string | undefined {
  return readCookies(header, DEVICE)[0];
}

export function readIdentificationCookies(header: string | undefined): string[] {
  return readCookies(header, IDENTIFICATION);
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
  setCookie(reply, isSecure, { name: SESSION, value: session, seconds: LIMITS.sessionSeconds });
  setCookie(reply, isSecure, { name: DEVICE, value: device, seconds: DEVICE_SECONDS });
}

/** The device stays known: signing out must not hand the account's tries to strangers. */
export function clearSessionCookie(reply: FastifyReply, isSecure: boolean): void {
  setCookie(reply, isSecure, { name: SESSION, value: "", seconds: 0 });
}

export function setIdentificationCookie(reply: FastifyReply, isSecure: boolean, value: string): void {
  setCookie(reply, isSecure, { name: IDENTIFICATION, value, seconds: LIMITS.identityFlowSeconds });
}

export function clearIdentificationCookie(reply: FastifyReply, isSecure: boolean): void {
  setCookie(reply, isSecure, { name: IDENTIFICATION, value: "", seconds: 0 });
}

/** Every cookie of ours is base64url or a number, which nothing has to be done to (RFC 6265 §4.1.1). */
function setCookie(
  reply: FastifyReply,
  isSecure: boolean,
  { name, value, seconds }: { name: string; value: string; seconds: number },
): void {
  const own = isSecure ? `__Host-${name}` : name;
  const secure = isSecure ? "; Secure" : "";
  void reply.header(
    "Set-Cookie",
    `${own}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict${secure}`,
  );
}
