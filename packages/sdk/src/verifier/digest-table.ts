/** A digest as it is looked up: 256 bits in eight words, most significant first. */
export type DigestWords = Uint32Array;

/** How many words a digest has, and with which each row begins. */
export const DIGEST_WORDS = 8;

/** So many rows are made room for at once. */
const CHUNK_BITS = 10;
export const CHUNK_ROWS: number = 1 << CHUNK_BITS;

/** The rows of a stretch of slots, seen as words and as doubles. */
export interface Chunk {
  words: Uint32Array;
  doubles: Float64Array;
}

/**
 * Digests, each at a slot of its own: a whole number from 0, kept until the digest is removed and then given out
 * again. A slot has a row: the digest, then as many words of facts as the table was made with. Memory grows a chunk of
 * rows at a time, and the index by moving a few cells at each insertion, so that nothing ever waits for it.
 */
export interface DigestTable {
  /** How many digests it holds. */
  readonly size: number;
  /** The slot of a digest, or -1. */
  find(digest: DigestWords): number;
  /** The slot of a digest that was not in it before; all its facts are 0. */
  insert(digest: DigestWords): number;
  remove(slot: number): void;
  chunkOf(slot: number): Chunk;
  /** Where in its chunk's words the row of a slot begins. */
  rowOf(slot: number): number;
  /** One more than the highest slot that was ever given out. */
  readonly slots: number;
  /** How much memory it takes. */
  readonly bytes: number;
}

/**
 * Which slot lies where: open addressing with linear probing. A cell is 0 when empty, else six bits of the digest above
 * the slot + 1, so that probing reads hardly any row in vain.
 */
interface Index {
  cells: Uint32Array;
  mask: number;
}

const SLOT_BITS = 26;
const SLOT_MASK = 2 ** SLOT_BITS - 1;
const FEWEST_CELLS = 1024;
/** Stands for a removed slot in an index that is on its way out. */
const REMOVED = SLOT_MASK;
/** At 2 the move would end just before the next one begins. */
const CELLS_MOVED_AT_ONCE = 8;

interface State {
  rowWords: number;
  chunks: Chunk[];
  index: Index;
  /** The smaller index from before the last growth, while its cells are moved. */
  former: Index | undefined;
  moved: number;
  size: number;
  slots: number;
  /** The slot + 1 that was freed last; each free row's first word names the one freed before it. */
  free: number;
}

/** Makes an empty table. `factWords` must be even, so that facts can be doubles. */
export function createDigestTable(factWords = 0): DigestTable {
  const state: State = {
    rowWords: DIGEST_WORDS + factWords,
    chunks: [],
    index: createIndex(FEWEST_CELLS),
    former: undefined,
    moved: 0,
    size: 0,
    slots: 0,
    free: 0,
  };
  return {
    get size() {
      return state.size;
    },
    get slots() {
      return state.slots;
    },
    get bytes() {
      const rows = state.chunks.length * CHUNK_ROWS * state.rowWords;
      return 4 * (rows + state.index.cells.length + (state.former?.cells.length ?? 0));
    },
    find: (digest) => find(state, digest),
    insert: (digest) => insert(state, digest),
    remove: (slot) => remove(state, slot),
    chunkOf: (slot) => chunkOf(state, slot),
    rowOf: (slot) => (slot & (CHUNK_ROWS - 1)) * state.rowWords,
  };
}

function createIndex(cells: number): Index {
  return { cells: new Uint32Array(cells), mask: cells - 1 };
}

function find(state: State, digest: DigestWords): number {
  const slot = findIn(state, state.index, digest);
  return slot === -1 && state.former ? findIn(state, state.former, digest) : slot;
}

function findIn(state: State, { cells, mask }: Index, digest: DigestWords): number {
  const tag = tagOf(digest[1]);
  for (let at = homeOf(digest[0], mask); ; at = (at + 1) & mask) {
    const cell = cells[at] ?? 0;
    if (cell === 0) return -1;
    if (tagOfCell(cell) === tag && isAt(state, slotOf(cell), digest)) return slotOf(cell);
  }
}

/** A cell for a removed slot names one that is never reached. */
function isAt(state: State, slot: number, digest: DigestWords): boolean {
  if (slot >= state.slots) return false;
  const { words } = chunkOf(state, slot);
  const row = (slot & (CHUNK_ROWS - 1)) * state.rowWords;
  for (let at = 0; at < DIGEST_WORDS; at++) if (words[row + at] !== digest[at]) return false;
  return true;
}

function insert(state: State, digest: DigestWords): number {
  const slot = takeSlot(state);
  const { words } = chunkOf(state, slot);
  const row = (slot & (CHUNK_ROWS - 1)) * state.rowWords;
  words.fill(0, row, row + state.rowWords);
  words.set(digest, row);
  state.size++;
  if (state.size * 4 > state.index.cells.length * 3) grow(state);
  moveSome(state);
  addTo(state.index, digest[0], cellOf(slot, digest[1]));
  return slot;
}

function takeSlot(state: State): number {
  if (state.free === 0) {
    if (state.slots >= REMOVED - 1) throw new RangeError("a digest table holds at most 67 million digests");
    if (state.slots % CHUNK_ROWS === 0) state.chunks.push(createChunk(state.rowWords));
    return state.slots++;
  }
  const slot = state.free - 1;
  state.free = chunkOf(state, slot).words[(slot & (CHUNK_ROWS - 1)) * state.rowWords] ?? 0;
  return slot;
}

function createChunk(rowWords: number): Chunk {
  const buffer = new ArrayBuffer(CHUNK_ROWS * rowWords * 4);
  return { words: new Uint32Array(buffer), doubles: new Float64Array(buffer) };
}

function chunkOf(state: State, slot: number): Chunk {
  const chunk = state.chunks[slot >> CHUNK_BITS];
  if (!chunk) throw new RangeError(`there is no slot ${slot}`);
  return chunk;
}

function remove(state: State, slot: number): void {
  const { words } = chunkOf(state, slot);
  const row = (slot & (CHUNK_ROWS - 1)) * state.rowWords;
  const [first, cell] = [words[row], cellOf(slot, words[row + 1])];
  const at = placeOf(state.index, first, cell);
  if (at !== -1) closeGap(state, at);
  if (state.former) {
    const before = placeOf(state.former, first, cell);
    if (before !== -1) state.former.cells[before] = REMOVED;
  }
  words.fill(0, row, row + state.rowWords);
  words[row] = state.free;
  state.free = slot + 1;
  state.size--;
}

function placeOf({ cells, mask }: Index, first: number | undefined, wanted: number): number {
  for (let at = homeOf(first, mask); ; at = (at + 1) & mask) {
    const cell = cells[at] ?? 0;
    if (cell === wanted) return at;
    if (cell === 0) return -1;
  }
}

/** Moves back whatever probing would no longer reach across the emptied cell (Knuth, TAOCP 6.4, algorithm R). */
function closeGap(state: State, gap: number): void {
  const { cells, mask } = state.index;
  let empty = gap;
  for (let at = (gap + 1) & mask; ; at = (at + 1) & mask) {
    const cell = cells[at] ?? 0;
    if (cell === 0) break;
    const home = homeOf(firstWordAt(state, slotOf(cell)), mask);
    if (((at - home) & mask) < ((at - empty) & mask)) continue;
    cells[empty] = cell;
    empty = at;
  }
  cells[empty] = 0;
}

function addTo({ cells, mask }: Index, first: number | undefined, cell: number): void {
  let at = homeOf(first, mask);
  while (cells[at] !== 0) at = (at + 1) & mask;
  cells[at] = cell;
}

/** The index before was at most 3/8 full of what it may hold now; its move ends long before the next growth. */
function grow(state: State): void {
  state.former = state.index;
  state.moved = 0;
  state.index = createIndex(state.former.cells.length * 2);
}

function moveSome(state: State): void {
  const { former } = state;
  if (!former) return;
  const end = state.moved + CELLS_MOVED_AT_ONCE;
  for (; state.moved < end; state.moved++) {
    const cell = former.cells[state.moved] ?? 0;
    if (cell !== 0 && cell !== REMOVED) addTo(state.index, firstWordAt(state, slotOf(cell)), cell);
  }
  if (state.moved === former.cells.length) state.former = undefined;
}

function firstWordAt(state: State, slot: number): number | undefined {
  return chunkOf(state, slot).words[(slot & (CHUNK_ROWS - 1)) * state.rowWords];
}

function homeOf(first: number | undefined, mask: number): number {
  return (first ?? 0) & mask;
}

function tagOf(second: number | undefined): number {
  return (second ?? 0) >>> SLOT_BITS;
}

function tagOfCell(cell: number): number {
  return cell >>> SLOT_BITS;
}

function slotOf(cell: number): number {
  return (cell & SLOT_MASK) - 1;
}

function cellOf(slot: number, second: number | undefined): number {
  return ((tagOf(second) << SLOT_BITS) | (slot + 1)) >>> 0;
}

/** Reads a digest of 32 characters, a byte each, into `words`. */
export function readDigest(text: string, words: DigestWords): DigestWords {
  for (let at = 0; at < DIGEST_WORDS; at++) {
    const from = at * 4;
    words[at] =
      (text.charCodeAt(from) << 24) |
      (text.charCodeAt(from + 1) << 16) |
      (text.charCodeAt(from + 2) << 8) |
      text.charCodeAt(from + 3);
  }
  return words;
}

/** Reads a digest of 64 hexadecimal digits into `words`. */
export function readHexDigest(hex: string, words: DigestWords): DigestWords {
  for (let at = 0; at < DIGEST_WORDS; at++) {
    words[at] = (readHex(hex, at * 8) << 16) | readHex(hex, at * 8 + 4);
  }
  return words;
}

/** The number that four lower-case hexadecimal digits write. */
export function readHex(text: string, at: number): number {
  let number = 0;
  for (let place = at; place < at + 4; place++) {
    const code = text.charCodeAt(place);
    number = (number << 4) | (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return number;
}
