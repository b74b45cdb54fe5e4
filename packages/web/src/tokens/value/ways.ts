/** What a token is put to use with. Only those that hold the value need it; the others read it from the environment. */
export interface Way {
  id: "token" | "env" | "curl" | "node" | "python" | "kubernetes";
  /** Whether the value stands in the lines. */
  holdsValue: boolean;
  /** The file's ending, where the lines are a file that somebody keeps. */
  file?: string;
  lines: (fill: Fill) => string;
}

export interface Fill {
  value: string;
  /** The server's address. */
  url: string;
  /** The token's name. */
  name: string;
}

/** The environment's names that the lines share with the SDK. */
const URL_NAME = "TOKENHOUSE_URL";
const TOKEN_NAME = "TOKENHOUSE_TOKEN";

export const WAYS: readonly Way[] = [
  { id: "token", holdsValue: true, file: ".txt", lines: ({ value }) => value },
  {
    id: "env",
    holdsValue: true,
    file: ".env",
    lines: ({ value, url }) => `${URL_NAME}=${url}\n${TOKEN_NAME}=${value}`,
  },
  {
    id: "curl",
    holdsValue: true,
    lines: ({ value, url }) =>
      `curl -H ${quoted(`Authorization: Bearer ${value}`)} ${quoted(`${url}/v1/me`)}`,
  },
  {
    id: "node",
    holdsValue: false,
    lines: () => `const { ${URL_NAME}, ${TOKEN_NAME} } = process.env;
const answer = await fetch(\`\${${URL_NAME}}/v1/me\`, {
  headers: { authorization: \`Bearer \${${TOKEN_NAME}}\` },
});
console.log(answer.status, await answer.json());`,
  },
  {
    id: "python",
    holdsValue: false,
    lines: () => `import json, os, urllib.request

request = urllib.request.Request(
    os.environ["${URL_NAME}"] + "/v1/me",
    headers={"Authorization": "Bearer " + os.environ["${TOKEN_NAME}"]},
)
with urllib.request.urlopen(request) as answer:
    print(answer.status, json.load(answer))`,
  },
  {
    id: "kubernetes",
    holdsValue: true,
    file: ".yaml",
    lines: ({ value, url, name }) => `apiVersion: v1
kind: Secret
metadata:
  name: ${plainName(name)}
type: Opaque
stringData:
  ${URL_NAME}: ${JSON.stringify(url)}
  ${TOKEN_NAME}: ${JSON.stringify(value)}`,
  },
];

/** A name that files and Kubernetes take: small letters, digits and hyphens. */
export function plainName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{Mn}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 50)
    .replace(/^-|-$/g, "");
  return /[a-z]/.test(plain) ? plain : `tokenhouse-token${plain && `-${plain}`}`;
}

/** One word of a shell, whatever stands in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The public part of a value, with dots for the rest. */
export function masked(value: string): string {
  const secretFrom = value.lastIndexOf("_") + 1;
  return value.slice(0, secretFrom) + "•".repeat(value.length - secretFrom);
}
