export interface Call {
  method: string;
  path: string;
  authorization: string;
  body?: object;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** What a server answers in time; undefined where nothing whole arrives. */
export async function call(url: string, request: Call, timeoutMs: number): Promise<Answer | undefined> {
  const { method, path, authorization, body, headers } = request;
  try {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, authorization, ...(body && { "content-type": "application/json" }) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
}
