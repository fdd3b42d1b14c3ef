/** Where the items of a stream come from: an array, a generator, lines of a file, ... */
export type Source<Item> = Iterable<Item> | AsyncIterable<Item>;

/** Runs of items. `return` lets the source clean up, also while it makes one wait. */
export interface Chunks<Item> {
  /** The next items, at least one; undefined at the end. */
  next(): Promise<Item[] | undefined>;
  return(): void;
}

// A chunk that is not full goes when the source makes it wait for as long as this: a log that grows slowly is answered.
const LINGER_MS = 50;

const CHUNK_SIZE = 10_000;

/** The items in runs of `size`; shorter at the end, and where an asynchronous source is slow. */
export function chunksOf<Item>(source: Source<Item>, size = CHUNK_SIZE): Chunks<Item> {
  if (!Number.isInteger(size) || size < 1) throw new TypeError(`chunkSize is ${size}, not a whole number above 0`);
  return Symbol.asyncIterator in source
    ? asyncChunks(source[Symbol.asyncIterator](), size)
    : syncChunks(source[Symbol.iterator](), size);
}

function syncChunks<Item>(items: Iterator<Item>, size: number): Chunks<Item> {
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- An error of the source is a rejection.
    next: async () => {
      const chunk: Item[] = [];
      while (chunk.length < size) {
        const item = items.next();
        if (item.done) break;
        chunk.push(item.value);
      }
      return chunk.length > 0 ? chunk : undefined;
    },
    return: () => void items.return?.(),
  };
}

function asyncChunks<Item>(items: AsyncIterator<Item>, size: number): Chunks<Item> {
  // The item that the source was asked for, until it is in a chunk; in the end, the end.
  let coming: Promise<IteratorResult<Item>> | undefined;
  let open: Item[];
  // Goes on when the source lets it, so it looks whether its chunk has gone meanwhile.
  async function fill(chunk: Item[]): Promise<void> {
    while (chunk.length < size) {
      coming ??= items.next();
      const item = await coming;
      if (chunk !== open || item.done) return;
      coming = undefined;
      chunk.push(item.value);
    }
  }
  return {
    next: async () => {
      coming ??= items.next();
      if ((await coming).done) return undefined;
      const chunk: Item[] = (open = []);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => (timer = setTimeout(resolve, LINGER_MS)));
      await Promise.race([fill(chunk), late]).finally(() => {
        clearTimeout(timer);
      });
      open = [];
      return chunk;
    },
    return: () => {
      // Nobody waits for it: a source that is asked for an item may close only when that has come.
      void Promise.resolve(items.return?.()).catch(() => undefined);
    },
  };
}
