import { listDescribedRoutes } from "../../packages/server/src/contract/index.ts";
import { refusalsOf } from "../../packages/server/src/contract/route.ts";
import { VARIABLES } from "../../packages/server/src/config.ts";
import { ERRORS } from "../../packages/server/src/core/errors.ts";

export const NOTE = "<!-- Generated from the contract by «npm run generate». Do not edit. -->\n";

/** `docs/reference/http.md`: every route with who may call it, what it answers and what it refuses. */
export function httpReference(): string {
  const byTag = Map.groupBy(listDescribedRoutes(), ([, route]) => route.tag);
  const sections = [...byTag].map(([tag, routes]) =>
    [
      `## ${tag}\n`,
      ...routes.map(([operationId, route]) =>
        [
          `### \`${route.anyMethod ? "*" : route.method} ${route.path}\`\n`,
          `${route.summary}.${route.description ? ` ${route.description}` : ""}\n`,
          `- operation: \`${operationId}\``,
          `- credentials: ${route.credentials.join(", ") || "none"}`,
          ...(route.permission ? [`- scope: \`${route.permission}\``] : []),
          `- answers: ${route.answer.status}`,
          ...Object.entries(route.answer.headers ?? {}).map(([name, says]) => `  - \`${name}\`: ${says}`),
          `- refuses with: ${refusalsOf(route)
            .map((code) => `[\`${code}\`](errors.md)`)
            .join(", ")}\n`,
        ].join("\n"),
      ),
    ].join("\n"),
  );
  return [
    NOTE,
    "# HTTP reference\n",
    "Bodies, parameters and answers are described in [openapi.json](openapi.json).\n",
    ...sections,
  ].join("\n");
}

/** `docs/reference/errors.md`: every code of every refusal. */
export function errorReference(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`,
  );
  return [
    NOTE,
    "# Error codes\n",
    "Every refusal answers `application/problem+json` (RFC 9457): `type`, `title`, `status`, `code`, `detail`, `requestId`, and `errors` with the faults of single fields.\n",
    "| code | status | meaning |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** `docs/reference/configuration.md`: every variable of the environment. */
export function configurationReference(): string {
  const rows = Object.values(VARIABLES).map(
    ({ name, fallback, meaning, isSecret }) =>
      `| \`${name}\`${isSecret ? `, \`${name}_FILE\`` : ""} | ${fallback ? `\`${fallback}\`` : "–"} | ${meaning} |`,
  );
  return [
    NOTE,
    "# Configuration\n",
    "Tokenhouse is configured by its environment. A bad value stops the start with one line for each fault; an unknown `TOKENHOUSE_…` name is a warning. A `…_FILE` variable names a file that holds the value.\n",
    "| variable | default | meaning |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
