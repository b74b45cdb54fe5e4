import { setTimeout as delay } from "node:timers/promises";
import type { Answer, Call } from "../chaos/fire/call.ts";
import type { Draw } from "../storage/schedule.ts";
import type { Asked } from "./ask.ts";
import { ask } from "./ask.ts";
import type { Act, Book, Entry } from "./book.ts";
import { stateAfter, wasCutSince } from "./book.ts";
import { rememberHead } from "./seal.ts";

export interface Writing extends Asked {
  book: Book;
  draw: Draw;
  isOver: () => boolean;
}

const LANES = 6;
/** So many living tokens a lane has at most. */
const LIVING = 8;
const RETRY_MS = 5;
const [CREATED, CONFLICT] = [201, 409];

/**
 * Lanes that change tokens and settings, each its own, and note what was acknowledged. They end when nobody answers any
 * more, or when it is over.
 */
export async function write(writing: Writing): Promise<void> {
  const { book } = writing;
  const shares = Array.from({ length: LANES }, (_, lane) =>
    book.entries.filter((entry, n) => n % LANES === lane && isUsable(entry)),
  );
  await Promise.all(shares.map((share, lane) => writeInLane(writing, share, lane)));
}

/**
 * Asks once more for every token whose creation had no answer: one that is there is refused as such, one that is not is
 * created. Answers what is wrong.
 */
export async function repeatCreations(asked: Asked, book: Book): Promise<string[]> {
  const wrong: string[] = [];
  for (const { entry, isDone } of book.lost.splice(0)) {
    const answer = await ask(asked, requestOf(entry, "created"));
    if (answer?.status !== (isDone ? CONFLICT : CREATED)) {
      const told = isDone ? "there" : "not there";
      wrong.push(`${entry.name} is ${told}, and its repetition is answered: ${JSON.stringify(answer)}`);
    } else if (!isDone) {
      Object.assign(entry, mintedOf(answer));
      entry.acts.push("created");
      book.entries.push(entry);
      book.acknowledged++;
    }
  }
  return wrong;
}

function isUsable({ acts, pending }: Entry): boolean {
  return pending === undefined && stateAfter(acts).status !== "gone";
}

async function writeInLane(writing: Writing, share: Entry[], lane: number): Promise<void> {
  while (!writing.isOver()) {
    if (lane === 1 && writing.draw(4) === 0) await rememberHead(writing, writing.book);
    const answer =
      lane === 0 && writing.draw(4) === 0 ? await changeSettings(writing) : await act(writing, share);
    if (!answer) return;
    if (answer.status >= 500) await delay(RETRY_MS);
  }
}

async function act(writing: Writing, share: Entry[]): Promise<Answer | undefined> {
  const { book, draw } = writing;
  const usable = share.filter(isUsable);
  const isNew = usable.length === 0 || (usable.length < LIVING && draw(3) === 0);
  const entry = isNew ? newEntry(book) : usable[draw(usable.length)];
  if (!entry) throw new Error("There is nothing to change");
  if (isNew) share.push(entry);
  const kind = isNew ? "created" : drawAct(entry, draw);
  entry.pending = kind;
  const { answer, isAcknowledged } = await change(writing, requestOf(entry, kind));
  if (!answer || !isAcknowledged) return answer;
  entry.acts.push(kind);
  entry.pending = undefined;
  Object.assign(entry, mintedOf(answer));
  return answer;
}

function newEntry(book: Book): Entry {
  const name = `token ${++book.asked}`;
  const entry: Entry = { name, idempotencyKey: `key of ${name}`, acts: [] };
  book.entries.push(entry);
  return entry;
}

function drawAct({ acts }: Entry, draw: Draw): Act {
  if (stateAfter(acts).status === "active") return draw(3) === 0 ? "rotated" : "revoked";
  return draw(2) === 0 ? "restored" : "deleted";
}

type Request = Omit<Call, "authorization">;

function requestOf({ id, name, idempotencyKey }: Entry, kind: Act): Request {
  const path = `/v1/tokens/${id}`;
  switch (kind) {
    case "created":
      return {
        method: "POST",
        path: "/v1/tokens",
        body: { name, lifetimeDays: 30 },
        headers: { "idempotency-key": idempotencyKey },
      };
    case "revoked":
      return { method: "POST", path: `${path}/revoke` };
    case "restored":
      return { method: "POST", path: `${path}/restore` };
    case "rotated":
      return { method: "POST", path: `${path}/rotate`, body: { overlapSeconds: 0 } };
    case "deleted":
      return { method: "DELETE", path };
  }
}

async function changeSettings(writing: Writing): Promise<Answer | undefined> {
  const { settings } = writing.book;
  const maxLifetimeDays = settings.next++;
  settings.pending.push(maxLifetimeDays);
  const request = { method: "PATCH", path: "/v1/settings", body: { maxLifetimeDays } } as const;
  const { answer, isAcknowledged } = await change(writing, request);
  if (!answer || !isAcknowledged) return answer;
  settings.pending.pop();
  settings.acknowledged.push(maxLifetimeDays);
  return answer;
}

interface Told {
  answer: Answer | undefined;
  isAcknowledged: boolean;
}

async function change(writing: Writing, request: Request): Promise<Told> {
  const { book } = writing;
  const askedAt = performance.now();
  const answer = await ask(writing, request);
  const isAcknowledged = answer !== undefined && answer.status < 300 && !wasCutSince(book, askedAt);
  if (answer) book.statuses.set(answer.status, (book.statuses.get(answer.status) ?? 0) + 1);
  if (isAcknowledged) book.acknowledged++;
  else book.unknown++;
  if (answer && answer.status >= 400 && answer.status < 500)
    book.surprises.push(`${request.method} ${request.path}: ${JSON.stringify(answer.body)}`);
  return { answer, isAcknowledged };
}

/** What a creation and a rotation answer. */
function mintedOf({ body }: Answer): Pick<Entry, "id" | "value"> {
  const minted = (body ?? {}) as { value?: string; token?: { id: string } };
  return {
    ...(minted.token && { id: minted.token.id }),
    ...(minted.value !== undefined && { value: minted.value }),
  };
}
