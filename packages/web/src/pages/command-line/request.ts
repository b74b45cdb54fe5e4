/** What a command line asks for in the address: a token of this name, brought as a code to its port on this machine. */
export interface LoginRequest {
  port: string;
  state: string;
  challenge: string;
  name: string;
  lifetimeDays: number;
  /** The project that it names, if it does. */
  project: string | undefined;
}

const PARTS = {
  port: /^[1-9]\d{0,4}$/,
  state: /^[\w-]{1,200}$/,
  challenge: /^[\w-]{43}$/,
  name: /\S/,
  lifetimeDays: /^[1-9]\d{0,4}$/,
};

/** Undefined where something is missing, or cannot be what it should. */
export function readRequest(search: string): LoginRequest | undefined {
  const given = new URLSearchParams(search);
  const part = (name: keyof typeof PARTS) => given.get(name) ?? "";
  const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
  if (!names.every((name) => PARTS[name].test(part(name))) || Number(part("port")) > 65_535) return undefined;
  return {
    port: part("port"),
    state: part("state"),
    challenge: part("challenge"),
    name: part("name"),
    lifetimeDays: Number(part("lifetimeDays")),
    project: given.get("project") ?? undefined,
  };
}

/** Where the answer goes: nowhere but to this machine. Without a code it says no. */
export function answerAddress({ port, state }: LoginRequest, code?: string): string {
  const answer = code === undefined ? { state, error: "access_denied" } : { state, code };
  return `http://127.0.0.1:${port}/?${new URLSearchParams(answer).toString()}`;
}
