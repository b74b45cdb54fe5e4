import { type Client, createClient, type Operations } from "@tokenhouse/sdk/client";
import { generateToken } from "./api.ts";
import { OWNER } from "./server.ts";

/** Somebody who can sign in. */
export interface Person {
  email: string;
  password: string;
}

export const ADMIN = { name: "An admin", email: "admin@example.com", password: "quiet-Harbour-17-fern" };
export const MEMBER = { name: "A member", email: "member@example.com", password: "amber-Meadow-58-kite" };

/** Calls the API as the holder of a new token does. */
export async function clientOf(url: string, person: Person): Promise<Client> {
  const { value } = await generateToken(url, { name: crypto.randomUUID() }, person);
  return createClient({ url, token: value });
}

/** A client of OWNER's, after adding ADMIN and MEMBER, who may generate tokens, to the project. */
export async function addPeople(url: string): Promise<{ owner: Client; memberId: string; adminId: string }> {
  const owner = await clientOf(url, OWNER);
  const add = async (body: Operations["addMember"]["body"]) => (await owner.addMember({ body })).member.id;
  const adminId = await add({ ...ADMIN, role: "admin" });
  const memberId = await add({ ...MEMBER, role: "member" });
  await owner.changeMember({ params: { id: memberId }, body: { tokenAccess: "allow" } });
  return { owner, memberId, adminId };
}
