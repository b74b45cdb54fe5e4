import { inFigures, tableOf, tableOfFindings } from "../findings.ts";
import { CONNECTIONS } from "../load.ts";
import { median } from "../measure.ts";
import { findingsOf, shareOf, waitOf } from "./promises.ts";
import type { Beside, Flooded, Floods, Size } from "./trial.ts";
import { goodput } from "./trial.ts";

export function reportOf(
  measured: { flooded: readonly Flooded[]; beside: Beside },
  size: Size,
  circumstances: string,
): string {
  const { signIns, alone, besideSignIns } = measured.beside;
  return `## More than can be answered

${tableOfFindings(findingsOf(measured, size))}

The peak is what ${CONNECTIONS} connections reach with nothing beside. An answer is good if it is right and came within a second. Beside the other loads one client revokes tokens all the time, and ${inFigures(size.slowClients)} others never end their header fields or their body, or never read their answers. ${circumstances}

${tableOfFloods(measured.flooded, size)}

Beside sign-ins: ${inFigures(size.perSecond)} checks a second by \`POST /v1/verify\`, 99 % of which were answered within ${p99Of(alone)} ms alone and within ${p99Of(besideSignIns)} ms while ${size.guessers} clients guessed passwords, each time from another address and for another account. ${inFigures(signIns.wrong)} guesses were looked at, ${inFigures(signIns.refused)} were sent away with 503.`;
}

function p99Of(paced: Beside["alone"]): string {
  return inFigures(median(paced.map(({ p99Ms }) => p99Ms)));
}

function tableOfFloods(flooded: readonly Flooded[], size: Size): string {
  const rows = flooded.map(({ name, floods, revocations }) => [
    name,
    goodputOf(floods, "peak", size),
    `${goodputOf(floods, "many", size)} (${inFigures(median(shareOf(floods, "many", size)))}%)`,
    `${goodputOf(floods, "crowd", size)} (${inFigures(median(shareOf(floods, "crowd", size)))}%)`,
    String(revocations.waits.length),
    inFigures(waitOf(revocations.waits) * 1000),
  ]);
  const head = [
    "good answers a second",
    `peak, ${CONNECTIONS} connections`,
    `${size.many} connections`,
    `${inFigures(size.crowd)} connections`,
    "revocations",
    "99 % below, ms",
  ];
  return tableOf(head, "-rrrrr", rows);
}

function goodputOf(floods: Floods, load: "peak" | "many" | "crowd", { seconds }: Size): string {
  return inFigures(median((floods.get(load) ?? []).map((outcome) => goodput(outcome, seconds))));
}
