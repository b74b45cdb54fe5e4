import { tryOverload } from "../../packages/server/bench/overload/proof.ts";
import { campaign } from "../../packages/server/test/chaos/fire/campaign.ts";
import { faultsOf } from "../../packages/server/test/chaos/fire/report.ts";
import { waitsOf } from "../../packages/server/test/chaos/fire/verdict.ts";
import { survivesErrors } from "../../packages/server/test/durability/disks/io-errors.ts";
import { survivesFullDisks } from "../../packages/server/test/durability/disks/full-disk.ts";
import { survivesPowerCuts } from "../../packages/server/test/durability/disks/power.ts";
import { survivesKills } from "../../packages/server/test/durability/kills.ts";
import type { Order, Report } from "../../packages/server/test/durability/outcome.ts";
import { fuzz } from "../../packages/server/test/fuzz/fuzz.ts";
import { proofOf } from "../../packages/server/test/fuzz/report.ts";
import { importModule } from "../../packages/server/test/lease/module.ts";
import { findSeed, runAll } from "../../packages/server/test/lease/runs.ts";
import { MODEL_SHORTCUTS, OTHER_SHORTCUTS } from "../../packages/server/test/lease/shortcuts.ts";
import { tryRestores } from "../../packages/server/test/restore/trial.ts";
import { proveExpiry } from "./expiry.ts";
import type { Promised, ProofOrder, Proved } from "./proof.ts";
import { foundOf, missedOf, timesOf } from "./proof.ts";
import { proveRetries } from "./retries.ts";
import { proveByTests } from "./suites.ts";
import { proveTiming } from "./timing.ts";

/** By the beginnings of their names. Every test of a server looks for what it has given out. */
const GIVING_SECRETS = ["access", "members", "oauth", "rotation", "service-accounts", "token-life", "bulk"];

/** What is promised, and how each promise is proved. What no proof stands for is not here. */
export const PROMISES: readonly Promised[] = [
  {
    id: "P1, P2",
    name: "chaos",
    words:
      "Once a revocation has returned no verifier accepts the token, and it returns within a lease, its margin and half a second",
    suite: "chaos",
    prove: proveChaos,
  },
  {
    id: "P1",
    name: "lease",
    words: "The same, of the protocol by itself, under every order of events that a seed can make",
    prove: proveLease,
  },
  {
    id: "P3",
    name: "races",
    words: "Nothing comes back: not by a late write of uses, a restore, a rotation or a restart",
    suite: "storage-postgres",
    prove: () =>
      proveByTests(
        {
          projects: ["storage", "storage-postgres"],
          files: ["packages/server/test/storage/races", "packages/server/test/storage/process-races"],
        },
        {
          faults: "changes of one token at once, in one process and in several",
          control: "a flush of rows that were read before",
        },
      ),
  },
  {
    id: "P4",
    name: "kills",
    words: "No acknowledged change is lost, and none is half done, when a server is killed",
    prove: proveDurable(survivesKills, { ci: 34, release: 1000 }),
  },
  {
    id: "P4",
    name: "power",
    words: "The same when the power fails",
    suite: "disks",
    prove: proveDurable(survivesPowerCuts, { ci: 4, release: 40 }),
  },
  {
    id: "P5",
    name: "failover",
    words: "No acknowledged change is lost when PostgreSQL's primary fails",
    suite: "failover",
    prove: ({ size }) =>
      proveByTests(
        { projects: ["failover"], env: { FAILOVERS: size === "ci" ? "2" : "20" } },
        {
          faults: `${size === "ci" ? 2 : 20} primaries killed, orphaned or frozen, at SQL and under servers`,
          control: "asynchronous replication loses; a retry that writes nothing loses",
        },
      ),
  },
  {
    id: "P6, P13",
    name: "outage",
    words:
      "Without its database a server checks from memory for at most its lease, then says 503; a rolling restart loses no check",
    suite: "outage",
    prove: ({ size }) =>
      proveByTests(
        {
          projects: ["outage"],
          ...(size === "release" && { env: { OUTAGE_SECONDS: "60", ROLLING_CHECKS: "100000" } }),
        },
        {
          faults: "the database stopped, frozen and flapping; servers restarted one after the other",
          control: "",
        },
      ),
  },
  {
    id: "P7",
    name: "audit",
    words: "Whatever is changed, moved or removed in the audit log is found at its row",
    prove: () =>
      proveByTests(
        {
          projects: ["core", "http", "storage"],
          files: [
            "packages/server/test/seal",
            "packages/server/test/http/audit-seal",
            "packages/server/test/storage/sealing",
          ],
        },
        {
          faults: "each member of a row edited, rows removed, moved, cut off, sealed again, written anew",
          control: "without a kept head a log that was written anew is not found",
        },
      ),
  },
  {
    id: "P8",
    name: "fuzz",
    words: "Hostile input never breaks it",
    prove: proveFuzz,
  },
  {
    id: "P9",
    name: "secrets",
    words: "What was given out once stands in no log, no other answer and nowhere in the database",
    prove: ({ size }) =>
      proveByTests(
        {
          projects: ["http"],
          files: [
            "packages/server/test/secrets-never-leak",
            ...(size === "ci" ? GIVING_SECRETS : [""]).map((name) => `packages/server/test/http/${name}`),
          ],
        },
        {
          faults: `every value, link, cookie and password of ${size === "ci" ? "the HTTP tests that give out most of them" : "all HTTP tests"}, looked for raw and encoded`,
          control: "a secret that was put there is found",
        },
      ),
  },
  {
    id: "P10, P11",
    name: "rights",
    words: "A narrower credential never makes a broader one, and every route denies what is not declared",
    prove: () =>
      proveByTests(
        {
          projects: ["core", "http"],
          files: ["delegation.test", "authorization-matrix", "declared-routes", "foreign-ids"],
        },
        { faults: "each kind of credential × each way to carry it × each route × each role", control: "" },
      ),
  },
  {
    id: "P12",
    name: "expiry",
    words: "Expiry is exact: by the verifier's clock no token is accepted at its end or after it",
    suite: "expiry",
    prove: proveExpiry,
  },
  {
    id: "P14",
    name: "upgrade",
    words: "Two releases work on one schema, and an upgrade is done whole or not at all",
    suite: "storage-postgres",
    prove: () =>
      proveByTests(
        {
          projects: ["storage", "storage-postgres"],
          files: ["upgrade", "migration"].flatMap((name) => [
            `packages/server/test/storage/${name}`,
            `packages/server/test/postgres/${name}`,
          ]),
        },
        { faults: "killed in the middle of a migration; the release before beside it", control: "" },
      ),
  },
  {
    id: "P15",
    name: "restore",
    words: "Restoring a backup brings nothing back that was revoked since",
    prove: proveRestore,
  },
  {
    id: "P16",
    name: "overload",
    words: "One client cannot starve others: not with checks, lists, sign-ins or slow connections",
    suite: "storage-postgres",
    prove: proveOverload,
  },
  {
    id: "P17",
    name: "retries",
    words:
      "A repeated request with one Idempotency-Key makes one token, and its value is answered once at most",
    suite: "retries",
    prove: proveRetries,
  },
  {
    id: "P18",
    name: "full-disk",
    words: "A full disk is a refusal, and no lie",
    suite: "disks",
    prove: proveDurable(survivesFullDisks, { ci: 2, release: 20 }),
  },
  {
    id: "P18",
    name: "io-errors",
    words: "A failing disk is a refusal, and no lie",
    suite: "disks",
    prove: proveDurable(survivesErrors, { ci: 2, release: 20 }),
  },
  {
    id: "6.3.8",
    name: "timing",
    words: "The time of an answer tells neither who has an account nor what a stored value begins with",
    prove: proveTiming,
  },
];

const LEASE_SECONDS = 2;

async function proveChaos({ size, seed, say }: ProofOrder): Promise<Proved> {
  const revokes = size === "ci" ? 300 : 10_000;
  const report = await campaign({ revokes, seed, leaseSeconds: LEASE_SECONDS, say });
  const { outcome } = report;
  const healthy = waitsOf(outcome).find(({ during }) => during === "healthy");
  const worst = Math.max(...waitsOf(outcome).map((waits) => waits.worst));
  const controls = report.controls.map(({ mistake, violations }) => ({ mistake, isFound: violations > 0 }));
  const kinds = Object.groupBy(outcome.befallen, ({ kind }) => kind);
  return {
    n: outcome.acknowledged.length,
    seeded: true,
    faults: timesOf(Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all.length]))),
    result: `${outcome.checks} checks, ${outcome.violations.length} tokens violated; receipts ${healthy?.p99.toFixed(0)} ms (p99, healthy), ${worst.toFixed(0)} ms at worst with leases of ${LEASE_SECONDS} s`,
    control: foundOf(controls),
    broken: faultsOf(report),
  };
}

/** Several times as many as the rarest mistake takes. */
const MOST_SCHEDULES = 4000;

async function proveLease({ size, seed, say }: ProofOrder): Promise<Proved> {
  const n = size === "ci" ? 10_000 : 100_000;
  const seen = await runAll({ code: await importModule([]), from: seed, count: n });
  const controls = [];
  for (const { name, mutations = [], world = {}, plan = {} } of [...MODEL_SHORTCUTS, ...OTHER_SHORTCUTS]) {
    say(`Control: ${name}`);
    const code = await importModule(mutations);
    const found = await findSeed({ code, shortcuts: world, plan, count: MOST_SCHEDULES }, "broken");
    controls.push({ mistake: name, isFound: found !== undefined });
  }
  return {
    n,
    seeded: true,
    faults:
      "messages lost, late and doubled, clocks that drift, stalls, kills, promotions, deposed primaries",
    result: `0 violations; ${seen.accepted} checks accepted, ${seen.refused} refused, ${seen.returned} changes answered`,
    control: `${controls.filter(({ isFound }) => isFound).length} of ${controls.length} mistakes found`,
    broken: missedOf(controls),
  };
}

function proveDurable(
  survives: (order: Order) => Promise<Report>,
  sizes: Record<ProofOrder["size"], number>,
): Promised["prove"] {
  return async ({ size, seed, say }) => {
    const report = await survives({ n: sizes[size], seed, say });
    const { n, faults, acknowledged, unknown, violations } = report;
    const controls = report.controls.map((control) => ({
      mistake: control.mistake,
      isFound: control.violations.length > 0,
    }));
    return {
      n,
      seeded: true,
      faults: timesOf(faults),
      result: `${acknowledged} changes acknowledged, ${unknown} in doubt, ${violations.length} lost or half done`,
      control: foundOf(controls),
      broken: [...violations, ...missedOf(controls)],
    };
  };
}

async function proveFuzz({ size, seed, say }: ProofOrder): Promise<Proved> {
  const requests = size === "ci" ? 8_000 : 1_000_000;
  const { n, result, control, faults } = proofOf(
    await fuzz({ requests, seed, timed: size === "release", say }),
  );
  return {
    n,
    seeded: true,
    faults: "requests nearly right, and bytes that are none",
    result,
    control,
    broken: faults,
  };
}

async function proveOverload({ size, say }: ProofOrder): Promise<Proved> {
  const report = await tryOverload({ isSmall: size === "ci", say });
  return {
    n: report.revocations,
    seeded: false,
    faults: report.faults,
    result: report.result,
    control: foundOf(report.controls),
    broken: [...report.broken, ...missedOf(report.controls)],
  };
}

async function proveRestore({ size, seed }: ProofOrder): Promise<Proved> {
  const report = await tryRestores({ n: size === "ci" ? 100 : 1000, seed });
  const controls = report.controls.map(({ mistake, violations }) => ({
    mistake,
    isFound: violations.length > 0,
  }));
  return {
    n: report.n,
    seeded: true,
    faults: timesOf(report.faults),
    result: `${report.violations.length} accepted of what was ended after the backup`,
    control: foundOf(controls),
    broken: [...report.violations, ...missedOf(controls)],
  };
}
