import { readFileSync } from "node:fs";
import { z } from "zod";
import { auditEvent } from "../../contract/audit.ts";
import { parseJson } from "../../core/json.ts";
import type { Finding, RememberedHead } from "../../seal/check-log.ts";
import { checkLog } from "../../seal/check-log.ts";
import { isSignedBy, readHead, readVerifierKey } from "../../seal/checkpoint.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { attempt, InputError } from "../attempt.ts";

interface Options {
  head: string[];
  key?: string;
  log?: string;
  json?: true;
}

/**
 * `tokenhouse audit verify`: holds an export against remembered heads, without any server. Exits with 0 if the log is
 * what it was, with 1 if not.
 */
export function auditVerify(exportFile: string, { head, key, log, json }: Options): Promise<void> {
  return attempt(() => {
    const events = readExport(exportFile);
    const heads = ofOneLog(
      head.flatMap((file) => readHeads(file, key)),
      log,
    );
    const findings = checkLog(events, heads);
    const holds = findings.every(({ code }) => code === "unsealed");
    const report = { holds, events: events.length, heads: heads.length, findings };
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${inWords(report, key).join("\n")}\n`);
    process.exitCode = holds ? EXIT_CODES.ok : EXIT_CODES.error;
  });
}

function readExport(file: string): z.infer<typeof auditEvent>[] {
  const parsed = z.array(auditEvent).safeParse(parseJson(readText(file)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(
    `${file} is no export of the audit log as GET /v1/audit.json answers it: ${issue?.path.join(".") || "it"}: ${issue?.message}`,
  );
}

/** A file with one checkpoint, or the file of a witness with a line of JSON for each. */
function readHeads(file: string, key: string | undefined): (RememberedHead & { origin: string })[] {
  const text = readText(file);
  const checkpoints = text.startsWith("{") ? text.trimEnd().split("\n").map(checkpointOf) : [text];
  if (key !== undefined && !readVerifierKey(key)) {
    throw new InputError("--key is no verifierKey as GET /v1/audit/head answers it");
  }
  return checkpoints.map((checkpoint, n) => {
    const head = readHead(checkpoint);
    const where = checkpoints.length > 1 ? `${file}, line ${n + 1},` : file;
    if (!head) throw new InputError(`${where} is no checkpoint as GET /v1/audit/head answers it`);
    if (key !== undefined && !isSignedBy(checkpoint, key)) {
      throw new InputError(`${where} is not signed by the key of --key`);
    }
    return head;
  });
}

function checkpointOf(line: string): string {
  const told = z.object({ checkpoint: z.string() }).safeParse(parseJson(line));
  return told.success ? told.data.checkpoint : "";
}

/** A witness may know of several logs: the export is of one. */
function ofOneLog<H extends { origin: string }>(heads: readonly H[], log: string | undefined): H[] {
  const origins = new Set(heads.map(({ origin }) => origin));
  const chosen = log === undefined && origins.size <= 1 ? [...origins][0] : log;
  if (chosen === undefined && origins.size > 1) {
    throw new InputError(
      `The heads are of several logs: say with --log of which the export is: ${[...origins].toSorted().join(", ")}`,
    );
  }
  if (log !== undefined && !origins.has(log)) throw new InputError(`There is no head of the log ${log}`);
  return heads.filter(({ origin }) => origin === chosen);
}

interface Report {
  holds: boolean;
  events: number;
  heads: number;
  findings: readonly Finding[];
}

function inWords({ holds, events, heads, findings }: Report, key: string | undefined): string[] {
  const verdict = holds
    ? `Events: ${events}. Remembered heads: ${heads}. Nothing was changed, moved or removed.`
    : "The audit log is not what it was.";
  return [
    ...findings.map(({ text }) => `${text}.`),
    verdict,
    ...(heads > 0
      ? []
      : ["Without a remembered head nobody can see whether its end is missing: give --head."]),
    ...(heads > 0 && key === undefined ? ["The signatures of the heads were not checked: give --key."] : []),
  ];
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
