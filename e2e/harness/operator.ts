import type { Operations, Session } from "@tokenhouse/sdk/client";
import { OWNER } from "./server.ts";

/** What only a session may do: whoever runs the installation creates and changes projects. */
export interface Operator {
  addProject(body: Operations["addProject"]["body"]): Promise<Operations["addProject"]["answer"]["project"]>;
  changeProject(id: string, body: Operations["changeProject"]["body"]): Promise<void>;
}

/** Signs OWNER in, who is the operator of a server started with `startServer`. */
export async function signInOperator(url: string): Promise<Operator> {
  const signedIn = await fetch(`${url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(OWNER),
  });
  const { csrfToken } = (await signedIn.json()) as Session;
  const cookie = signedIn.headers.getSetCookie().join("; ");
  async function send(method: string, path: string, body: object): Promise<unknown> {
    const headers = { "content-type": "application/json", "x-tokenhouse-csrf": csrfToken, cookie };
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
  return {
    async addProject(body) {
      const answer = (await send("POST", "/v1/projects", body)) as Operations["addProject"]["answer"];
      return answer.project;
    },
    async changeProject(id, body) {
      await send("PATCH", `/v1/projects/${id}`, body);
    },
  };
}
