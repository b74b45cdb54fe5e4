import { inFigures, tableOf, tableOfFigures, tableOfFindings } from "../findings.ts";
import { CONNECTIONS } from "../load.ts";
import { median, ratios } from "../measure.ts";
import type { Bar } from "../picture.ts";
import type { OverHttp, Rate, Subject } from "./over-http.ts";
import { BATCH, SUBJECTS } from "./over-http.ts";
import type { Measured } from "./promises.ts";
import { column, findingsOf, microsecondsOf } from "./promises.ts";
import type { Sizes } from "./sizes.ts";
import { OURS } from "./subjects.ts";

export function reportOf(measured: Measured, sizes: Sizes, circumstances: string): string {
  const { overHttp } = measured;
  const postgres = overHttp.versions.postgres ?? "";
  return `## Checks

${tableOfFindings(findingsOf(measured, sizes))}

Each figure is the median of ${sizes.rounds} rounds in which every subject was measured in turn; ratios are taken round by round. ${circumstances}

### In the process that asks

From the text of a value to the verdict: shape, checksum, digest, look-up, lease, expiry, address and scope, and the use counted. ${inFigures(sizes.hotTokens)} tokens are held, a mirror's ${inFigures(sizes.manyTokens)}; the libraries check 1 000 signed tokens in turn, which all fit in their caches. jose has 32 checks under way at once.

${tableOfFigures("a check by", microsecondsOf(measured.inProcess), { unit: "µs", compare: "× the time" })}

### Over HTTP

${CONNECTIONS} connections that are kept, ${inFigures(sizes.manyTokens)} stored tokens, 10 000 of them presented in turn; «few tokens» means ${inFigures(sizes.fewTokens)}. The bare server answers every request with the same bytes. The hand-written one looks a digest up among ${inFigures(sizes.postgresTokens)} rows of PostgreSQL ${postgres}, which may use both cores; oidc-provider holds its tokens in memory. All log as they do by default. A batch is counted as its ${BATCH} checks. Uses are written between two measurements; what writing them costs is measured apart, over ${sizes.countingSeconds} seconds at a time with the ${inFigures(10_000)} tokens in use (S5).

${tableOfRates(overHttp.rates)}
${leftOutOf(overHttp)}`;
}

function leftOutOf({ leftOut }: OverHttp): string {
  return leftOut.length === 0 ? "" : `\nNot installed here, and so left out: ${leftOut.join(", ")}.\n`;
}

function tableOfRates(rates: OverHttp["rates"]): string {
  const bare = rates.get("bare") ?? [];
  const rows = [...rates].map(([subject, all]) => [
    SUBJECTS[subject],
    inFigures(median(all.map(checksOf))),
    `${inFigures(100 * median(ratios(all.map(checksOf), bare.map(checksOf))))}%`,
    inFigures(median(all.map(({ p99Ms }) => p99Ms))),
  ]);
  return tableOf(["server", "checks a second", "of the bare server's", "99 % below, ms"], "-rrr", rows);
}

/** The picture's bars, quickest first. */
export function barsOf({ inProcess, overHttp: { rates } }: Measured): Bar[] {
  const local = new Map(microsecondsOf(inProcess).map(({ name, values }) => [name, median(values)]));
  const remote = (subject: Subject) => 1e6 / median(column(rates, subject, "checksPerSecond"));
  return [
    ...bar("Tokenhouse, in process", local.get(OURS.held), true),
    ...bar("Tokenhouse, proxy asks", remote("forward"), true),
    ...bar("Tokenhouse, over HTTP", remote("verify"), true),
    ...["HS256, its cache on", "HS256", "RS256", "ES256", "EdDSA"].flatMap((how) =>
      bar(`fast-jwt ${how}`, local.get(`fast-jwt ${how}`)),
    ),
    ...bar("Fastify + PostgreSQL, over HTTP", remote("postgres")),
    ...bar("oidc-provider, over HTTP", remote("oidc")),
    ...bar("better-auth verifyApiKey", local.get("better-auth verifyApiKey")),
  ].toSorted((a, b) => a.us - b.us);
}

function bar(name: string, us: number | undefined, isOurs = false): Bar[] {
  return us === undefined || Number.isNaN(us) ? [] : [{ name, us, isOurs }];
}

function checksOf({ checksPerSecond }: Rate): number {
  return checksPerSecond;
}
