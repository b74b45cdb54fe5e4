import { inFigures, tableOf, tableOfFindings } from "../findings.ts";
import { median } from "../measure.ts";
import { findingsOf, shareOf, waitOf } from "./promises.ts";
import type { Beside, Flooded, Floods, Overload, Size } from "./trial.ts";
import { goodput } from "./trial.ts";

export function reportOf(
  measured: { flooded: readonly Flooded[]; beside: Beside },
  size: Size,
  circumstances: string,
): string {
  const { signIns, alone, besideSignIns, besideNeighbour } = measured.beside;
  return `## More than can be answered

${tableOfFindings(findingsOf(measured, size))}

The peak is what 32 connections reach, and of lists eight, as these answer within a second. An answer is good if it is right and came within a second. Beside each load one client revokes tokens all the time, and beside all but the peak ${inFigures(size.slowClients)} others never end their header fields or their body, or never read their answers. ${circumstances}

${tableOfFloods(measured.flooded, size)}

Beside sign-ins: ${inFigures(size.perSecond)} checks a second by \`POST /v1/verify\`, 99 % of which were answered within ${p99Of(alone)} ms alone, within ${p99Of(besideSignIns)} ms while ${size.guessers} clients guessed passwords, each time from another address and for another account, and within ${p99Of(besideNeighbour)} ms while they did so at another server on the same machine: so much of it is the machine's, whose two cores carry the hashes, whoever guesses and whoever checks as well. ${inFigures(signIns.wrong)} guesses were looked at, ${inFigures(signIns.refused)} were sent away with 503.`;
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
    inFigures(waitOf(revocations.many.waits) * 1000),
    inFigures(waitOf(revocations.crowd.waits) * 1000),
  ]);
  const head = [
    "good answers a second",
    "peak",
    "five times the connections",
    `${inFigures(size.crowd)} connections`,
    "99 % of revocations beside these, ms",
    `beside ${inFigures(size.crowd)}, ms`,
  ];
  return tableOf(head, "-rrrrr", rows);
}

function goodputOf(floods: Floods, load: "peak" | Overload, { seconds }: Size): string {
  return inFigures(median((floods.get(load) ?? []).map((outcome) => goodput(outcome, seconds))));
}
