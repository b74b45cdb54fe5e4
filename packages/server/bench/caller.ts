import type { FastifyInstance } from "fastify";
import type { Owner } from "./busy-project.ts";

/** Sends requests as the owner's page does. Whatever is no success throws: a refusal is quick, and no measurement. */
export interface Caller {
  get: (url: string) => Promise<string>;
  post: (url: string, body: object) => Promise<string>;
  /** A cursor of the list that has about so many rows before it. */
  cursorNear: (depth: number, url: string) => Promise<string>;
}

export async function createCaller(server: FastifyInstance, { email, password }: Owner): Promise<Caller> {
  const signedIn = await server.inject({ method: "POST", url: "/v1/session", payload: { email, password } });
  const { csrfToken } = signedIn.json<{ csrfToken: string }>();
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]));
  const headers = { "x-tokenhouse-csrf": csrfToken };

  async function send(method: "GET" | "POST", url: string, payload?: object): Promise<string> {
    const answer = await server.inject({ method, url, cookies, headers, ...(payload && { payload }) });
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`);
    return answer.payload;
  }

  return {
    get: (url) => send("GET", url),
    post: (url, body) => send("POST", url, body),
    async cursorNear(depth, url) {
      let cursor = "";
      for (let rows = 0; rows < depth; rows += 100) {
        const page = await send("GET", `${url}&limit=100${cursor && `&cursor=${cursor}`}`);
        cursor = (JSON.parse(page) as { nextCursor: string | null }).nextCursor ?? cursor;
      }
      return cursor;
    },
  };
}
