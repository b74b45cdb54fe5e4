import { stateAfter } from "./book.ts";
import type { Contents } from "./contents.ts";

/**
 * What is half done in a file, whoever asked for it: a token without its audit events or the other way round, one without
 * its versions, a change without its place in the change log, a revision that stands for nothing or for two.
 */
export function findHalves(contents: Contents): string[] {
  const ids = new Set([...contents.tokens.keys(), ...contents.acts.keys()]);
  return [...Array.from(ids, (id) => halfToken(contents, id)).flat(), ...halfRevisions(contents)];
}

/** What is wrong, unless something holds. */
export function unless(holds: boolean, wrong: string): string[] {
  return holds ? [] : [wrong];
}

function halfToken({ acts, tokens, versions }: Contents, id: string): string[] {
  const done = acts.get(id) ?? [];
  const { status, version } = stateAfter(done);
  const isThere = status !== "gone";
  const expected = isThere ? JSON.stringify({ version, isRevoked: status === "revoked" }) : undefined;
  const found = JSON.stringify(tokens.get(id));
  const numbers = (versions.get(id) ?? []).map((one) => one.version).join();
  const expectedNumbers = isThere ? Array.from({ length: version }, (_, n) => n + 1).join() : "";
  return [
    ...unless(found === expected, `token ${id} is ${found}, and ${expected} by its events: ${done.join()}`),
    ...unless(numbers === expectedNumbers, `token ${id} has versions ${numbers}, not ${expectedNumbers}`),
  ];
}

function halfRevisions({ revision, events, changes, versions }: Contents): string[] {
  const numbers = events.map((event) => event.revision);
  const known = new Set(numbers);
  const last = Math.max(...numbers, ...changes.keys());
  return [
    ...unless(known.size === numbers.length, "two audit events stand for one revision"),
    ...unless(
      last === revision,
      `the revision is ${revision}, and the last that stands for something is ${last}`,
    ),
    ...Array.from(changes.keys()).flatMap((number) =>
      unless(known.has(number), `change ${number} has no audit event`),
    ),
    ...events.flatMap((event) => {
      const refs = changes.get(event.revision);
      const own = event.tokenId === null ? undefined : versions.get(event.tokenId);
      const isLogged = refs && (!own || own.some(({ digest }) => refs.includes(digest)));
      // What sets up the installation changes nobody's rights.
      return unless(
        isLogged === true || event.revision === 1,
        `audit event of revision ${event.revision} is not in the change log`,
      );
    }),
  ];
}
