import { address } from "../../api.ts";

/** A first call with the token in the usual languages. The value stands in a variable and nowhere else. */
export const SNIPPETS: readonly { title: string; lines: string }[] = [
  {
    title: "curl",
    lines: `curl -H "Authorization: Bearer $TOKENHOUSE_TOKEN" \\
  ${address}/v1/me`,
  },
  {
    title: "Node",
    lines: `const answer = await fetch("${address}/v1/me", {
  headers: { authorization: \`Bearer \${process.env.TOKENHOUSE_TOKEN}\` },
});
console.log(await answer.json());`,
  },
  {
    title: "Python",
    lines: `import json, os, urllib.request

request = urllib.request.Request(
    "${address}/v1/me",
    headers={"Authorization": f"Bearer {os.environ['TOKENHOUSE_TOKEN']}"},
)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer))`,
  },
  {
    title: ".env",
    lines: `TOKENHOUSE_URL=${address}
TOKENHOUSE_TOKEN=$TOKENHOUSE_TOKEN`,
  },
];
